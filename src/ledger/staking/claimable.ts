import { claimableNow, holdings } from '../../economics/pool/holding'
import { stakerWarnings } from '../../economics/pool/warning'
import type { BlockRef } from '../progress'
import type { PoolAtHead } from './poolAtHead'

/**
 * Debts of the pool's own contract to an account at `block`, by the ruleset of its generation: claimable now, until when
 * to hold, and forfeited by unstaking now.
 */
export function claimable({ pool, differences, warnings }: PoolAtHead, account: string, block: BlockRef) {
  const now = block.timestamp
  const claims = claimableNow(pool, account, now)
  const held = holdings(pool, account, now)
  return {
    ruleset: pool.rules.ruleset,
    block,
    claimableNow: claims.reduce((sum, { reward }) => sum + reward, 0n),
    claims: claims.map(({ period, reward }) => ({ period: `p${period}`, amount: reward })),
    holdUntil: held.reduce<number | null>((last, { holdUntil }) => later(last, holdUntil), null),
    stakes: held.map((each) => ({
      index: each.stakeIndex,
      holdUntil: each.holdUntil,
      forfeitsNow: {
        penalty: each.forfeitsNow.penalty,
        claimable: each.forfeitsNow.claimable,
        periods: each.forfeitsNow.periods.map((period) => `p${period}`),
      },
    })),
    warnings: [...warnings, ...stakerWarnings(pool, account, now)]
      .filter((warning) => warning.kind !== 'over-claimed' || warning.users.includes(account))
      .map((warning) => ({
        kind: warning.kind,
        severity: 'severity' in warning ? warning.severity : 'warning',
        stake: 'stakeIndex' in warning ? warning.stakeIndex : null,
      })),
    differences,
  }
}

function later(a: number | null, b: number | null): number | null {
  return a === null ? b : b === null ? a : Math.max(a, b)
}
