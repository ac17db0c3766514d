import { bpsOf } from './money'
import { DAY } from './period'
import type { BaseUnits, Bps, Seconds } from './units'

/** Lock tiers of the Destra pool: multiplier of the weight, early-exit penalty on principal. domain.md §2. */
export const tiers = [
  { days: 30, multiplier: 1, penaltyBps: 1_500 },
  { days: 90, multiplier: 2, penaltyBps: 1_300 },
  { days: 180, multiplier: 3, penaltyBps: 1_200 },
  { days: 360, multiplier: 4, penaltyBps: 1_000 },
] as const satisfies readonly { days: number; multiplier: number; penaltyBps: Bps }[]
export type Tier = (typeof tiers)[number]

/** Threshold in force until an EligibilityThresholdUpdated says otherwise. */
export const DEFAULT_THRESHOLD_SECONDS: Seconds = 15 * DAY

/** The tier of a lock in seconds; undefined when the pool has no such tier. */
export function tierOf(lockSeconds: Seconds): Tier | undefined {
  return tiers.find((tier) => tier.days * DAY === lockSeconds)
}

/** A stake as rewards and penalties see it. */
export interface Stake {
  readonly amount: BaseUnits
  readonly lockSeconds: Seconds
  readonly multiplier: number
  readonly start: Seconds
  /** eligibility threshold, snapshotted when the stake was made */
  readonly threshold: Seconds
}

/** weight = amount × multiplier */
export function weightOf(stake: Pick<Stake, 'amount' | 'multiplier'>): bigint {
  return stake.amount * BigInt(stake.multiplier)
}

/** eligible(stake, end) = start + threshold ≤ end and start + lock + threshold > end */
export function eligibleAt(stake: Stake, end: Seconds): boolean {
  return stake.start + stake.threshold <= end && stake.start + stake.lockSeconds + stake.threshold > end
}

/** Early-exit penalty on principal, floor; due iff now < start + lock. */
export function penaltyAt(stake: Stake, now: Seconds): BaseUnits {
  const tier = tierOf(stake.lockSeconds)
  if (!tier || now >= stake.start + stake.lockSeconds) return 0n
  return bpsOf(stake.amount, tier.penaltyBps)
}
