import { THIRTY_DAYS } from '../period'
import type { Seconds } from '../units'
import { type Eligibility, eligiblePeriods } from './eligibility'
import { endOf, hasClaimed, type PoolStake, type PoolState, periodOf } from './state'

/**
 * The periods the contract books a stake's weight into: every eligible p with idx ≤ p ≤ idx + n + 1. None where the
 * owner sets the weights.
 */
export function bookedPeriods(pool: Eligibility, stake: PoolStake): number[] {
  if (pool.rules.denominator !== 'booked') return []
  const last = stake.periodIndex + Math.floor(stake.lockSeconds / THIRTY_DAYS) + 1
  return eligiblePeriods(pool, stake).filter((p) => stake.periodIndex <= p && p <= last)
}

/**
 * Periods a stake is eligible in but was never booked into, because the stored index lagged behind the clock (trap 8).
 * Its claims there are paid out of the others' part, and whoever comes last is refused.
 */
export function missingBookings(pool: Eligibility, stake: PoolStake): number[] {
  if (pool.rules.denominator !== 'booked') return []
  const booked = new Set(bookedPeriods(pool, stake))
  return eligiblePeriods(pool, stake).filter((p) => !booked.has(p))
}

/**
 * Ended, unclaimed periods whose denominator counts the stake: unstaked now, its weight stays there for ever and
 * strands its part of the pot (trap 7).
 */
export function forfeitedPeriods(pool: PoolState, stake: PoolStake, now: Seconds): number[] {
  const counted =
    pool.rules.denominator === 'booked'
      ? bookedPeriods(pool, stake)
      : eligiblePeriods(pool, stake).filter((p) => periodOf(pool, p).booked > 0n)
  return counted.filter((p) => now >= endOf(pool, p) && !hasClaimed(pool, stake.owner, p))
}
