import { type Choices, withClosed } from '../../economics/pool/choices'
import { claimWorlds, isTouched } from '../../economics/pool/claimChoices'
import { claimableNow, holdings } from '../../economics/pool/holding'
import { later, type OwnerInterval, ownerInterval } from '../../economics/pool/interval'
import { stakerWarnings } from '../../economics/pool/warning'
import type { BlockRef } from '../progress'
import type { PoolAtHead } from './poolAtHead'
import { uncertainByPeriod } from './poolPeriods'

/**
 * Debts of the pool's own contract to an account at `block`, by the ruleset of its generation: claimable now, until when
 * to hold, and forfeited by unstaking now.
 * @param choices of what the account's unstakes closed, where that is uncertain: then each figure has bounds too, and
 * where the chain has left one choice the figures are those of it, whatever the ledger closed. Claims that name no period
 * do the same to all who share a pot with them
 */
export function claimable(atHead: PoolAtHead, account: string, block: BlockRef, choices: Choices | null) {
  const now = block.timestamp
  const { differences, warnings, doubted } = atHead
  const [only, ...others] = choices?.each ?? []
  const touched = isTouched(atHead.pool, account, doubted)
  const pots = touched ? claimWorlds(atHead.pool, doubted) : null
  const booked = pots?.length === 1 ? pots[0]! : atHead.pool
  const pool = only && others.length === 0 ? withClosed(booked, account, [...choices!.closed, ...only]) : booked
  const open = uncertainByPeriod(atHead)
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
        uncertain: 'stakeIndex' in warning ? choices !== null : 'period' in warning && open.has(warning.period),
      })),
    differences,
    uncertain: choices !== null || touched,
    interval:
      choices || touched ? shown(ownerInterval(atHead.pool, account, choices, now, touched ? doubted : [])) : null,
  }
}

/** Bounds by the names of the figures that they are of. */
function shown({ claims, stakes, ...bounds }: OwnerInterval) {
  return {
    ...bounds,
    claims: claims.map(({ period, reward }) => ({ period: `p${period}`, amount: reward })),
    stakes: stakes.map(({ stakeIndex, sure, holdUntil, forfeitsNow }) => ({
      index: stakeIndex,
      sure,
      holdUntil,
      penalty: forfeitsNow.penalty,
      claimable: forfeitsNow.claimable,
      periods: forfeitsNow.periods.map((period) => `p${period}`),
    })),
  }
}
