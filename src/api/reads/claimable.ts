import type { Profile } from '../../config/profile'
import { claimableNow, holdings } from '../../economics/pool/holding'
import { stakerWarnings } from '../../economics/pool/warning'
import type { BlockRef } from '../../ledger/progress'
import type { Context } from '../context'
import { poolAtHead } from './poolAtHead'

/**
 * What the pool's own contract owes an account at `block`: claimable now, until when to hold, what leaving now loses.
 * By the ruleset of its generation. @returns null without a pool, and when its deployment is not in the log
 * @throws AssayError E-POOL-TOO-LONG
 */
export async function readClaimable(context: Context, profile: Profile, account: string, block: BlockRef) {
  const atHead = await poolAtHead(context, profile, block)
  if (atHead === null) return null
  const { pool, differences } = atHead
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
    warnings: [...atHead.warnings, ...stakerWarnings(pool, account, now)]
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
