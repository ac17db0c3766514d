import { THIRTY_DAYS } from '../period'
import type { BaseUnits, Seconds } from '../units'
import { missingBookings } from './booking'
import { holdings } from './holding'
import { type PeriodAccount, periodAccounts } from './periodAccount'
import { endOf, type PoolState, stakesOf } from './state'

/** A state of the pool that costs somebody money if nobody acts. */
export type PoolWarning =
  /** the index lags: stakes made now may go unbooked once it is critical (trap 8) */
  | { readonly kind: 'index-behind'; readonly severity: 'warning' | 'critical'; readonly index: number }
  /** remaining claimants ask for more than the period holds (trap 8) */
  | { readonly kind: 'over-claimed'; readonly severity: 'critical'; readonly period: number; readonly users: string[] }
  /** the pool holds less than it owes: the last to unstake are refused (trap 14) */
  | { readonly kind: 'insolvent'; readonly severity: 'critical'; readonly short: BaseUnits }

/** What a staker should know before acting. */
type StakerWarning =
  /** unlocked before everything it earns can be claimed: leaving free of penalty still forfeits (trap 13) */
  | { readonly kind: 'hold'; readonly stakeIndex: number; readonly unlock: Seconds; readonly until: Seconds }
  /** eligible, but not in the denominator (trap 8) */
  | { readonly kind: 'unbooked'; readonly stakeIndex: number; readonly periods: readonly number[] }

/**
 * now ≥ end(index): any stake, claim or deposit moves it on by one; from end(index) + 30 d one is not enough.
 * @param held the pool's balance of the token
 */
export function poolWarnings(
  pool: PoolState,
  now: Seconds,
  held: BaseUnits = pool.totalStaked,
  accounts: readonly PeriodAccount[] = periodAccounts(pool, now),
): PoolWarning[] {
  const warnings: PoolWarning[] = []
  const late = now - endOf(pool, pool.index)
  if (late >= 0)
    warnings.push({
      kind: 'index-behind',
      severity: late >= THIRTY_DAYS ? 'critical' : 'warning',
      index: pool.index,
    })
  for (const { period, overClaimed } of accounts) {
    if (overClaimed.length > 0)
      warnings.push({ kind: 'over-claimed', severity: 'critical', period, users: [...overClaimed] })
  }
  if (held < pool.totalStaked)
    warnings.push({ kind: 'insolvent', severity: 'critical', short: pool.totalStaked - held })
  return warnings
}

/** Warnings about stakes a user still holds. */
export function stakerWarnings(pool: PoolState, user: string, now: Seconds): StakerWarning[] {
  return holdings(pool, user, now).flatMap(({ stakeIndex, unlock, holdUntil }): StakerWarning[] => {
    const periods = missingBookings(pool, stakesOf(pool, user)[stakeIndex]!)
    return [
      ...(holdUntil !== null && unlock < holdUntil
        ? [{ kind: 'hold' as const, stakeIndex, unlock, until: holdUntil }]
        : []),
      ...(periods.length > 0 ? [{ kind: 'unbooked' as const, stakeIndex, periods }] : []),
    ]
  })
}
