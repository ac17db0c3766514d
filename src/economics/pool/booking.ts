import { THIRTY_DAYS } from '../period'
import { eligibleAt, type Stake } from '../staking'
import { endOf, type PoolStake, type PoolState } from './state'

/**
 * The periods a stake is eligible in: start + threshold ≤ end(p) < start + lock + threshold. A lock of n × 30 days has
 * exactly n, one after another.
 */
export function eligiblePeriods(pool: Pick<PoolState, 'endZero'>, stake: Stake): number[] {
  const first = Math.max(0, Math.ceil((stake.start + stake.threshold - pool.endZero) / THIRTY_DAYS))
  const periods: number[] = []
  for (let p = first; eligibleAt(stake, endOf(pool, p)); p += 1) periods.push(p)
  return periods
}

/** The periods the contract books a stake's weight into: every eligible p with idx ≤ p ≤ idx + n + 1. */
export function bookedPeriods(pool: Pick<PoolState, 'endZero'>, stake: PoolStake): number[] {
  const last = stake.periodIndex + Math.floor(stake.lockSeconds / THIRTY_DAYS) + 1
  return eligiblePeriods(pool, stake).filter((p) => stake.periodIndex <= p && p <= last)
}

/**
 * Periods a stake is eligible in but was never booked into, because the stored index lagged behind the clock (trap 8).
 * Its claims there are paid out of the others' part, and whoever comes last is refused.
 */
export function missingBookings(pool: Pick<PoolState, 'endZero'>, stake: PoolStake): number[] {
  const booked = new Set(bookedPeriods(pool, stake))
  return eligiblePeriods(pool, stake).filter((p) => !booked.has(p))
}
