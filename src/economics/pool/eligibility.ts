import { THIRTY_DAYS } from '../period'
import { eligibleAt, type Stake } from '../staking'
import type { Seconds } from '../units'
import { endOf, type PoolState } from './state'

/** The parts of a pool's state that eligibility depends on. */
export type Eligibility = Pick<PoolState, 'rules' | 'endZero' | 'threshold'>

/**
 * Whether a stake counts in a period that ends at `end`. First generation: start + threshold ≤ end ≤ start + lock, by
 * the threshold in force now; since the second: start + threshold ≤ end < start + lock + threshold, by the stake's own.
 */
export function eligibleIn(pool: Eligibility, stake: Stake, end: Seconds): boolean {
  if (pool.rules.threshold === 'at-stake') return eligibleAt(stake, end)
  return stake.start + pool.threshold <= end && end <= stake.start + stake.lockSeconds
}

/** The periods a stake is eligible in, one after another; from the second generation on n for a lock of n × 30 days. */
export function eligiblePeriods(pool: Eligibility, stake: Stake): number[] {
  const threshold = pool.rules.threshold === 'live' ? pool.threshold : stake.threshold
  const first = Math.max(0, Math.ceil((stake.start + threshold - pool.endZero) / THIRTY_DAYS))
  const periods: number[] = []
  for (let p = first; eligibleIn(pool, stake, endOf(pool, p)); p += 1) periods.push(p)
  return periods
}
