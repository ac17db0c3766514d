import { bpsOf } from './money'
import type { BaseUnits, Bps, Seconds } from './units'

const DAY = 86_400

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
export function tierOf(lockSeconds: number): Tier | undefined {
  return tiers.find((tier) => tier.days * DAY === lockSeconds)
}

/** A stake as rewards and penalties see it. */
export interface Stake {
  readonly amount: BaseUnits
  readonly lockSeconds: number
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

export interface Unstake {
  /** gross of penalty */
  readonly amount: BaseUnits
  readonly penalty: BaseUnits
  readonly time: Seconds
  /** stake index from the input of a transaction that called the pool directly */
  readonly index: number | undefined
}

export type Resolution<P> =
  | { readonly kind: 'resolved'; readonly position: P }
  /** several could be meant and they differ; `position` is the oldest of them */
  | { readonly kind: 'ambiguous'; readonly position: P; readonly candidates: readonly P[] }
  | { readonly kind: 'impossible' }

/**
 * Which open position an `Unstaked` closes; the event does not say (domain.md §2, trap 4). In order: the transaction's
 * input, the only open position with that amount, the penalty. Positions equal in every respect are interchangeable.
 */
export function resolveUnstake<P extends Stake & { readonly index: number }>(
  open: readonly P[],
  unstake: Unstake,
): Resolution<P> {
  const sameAmount = open.filter((position) => position.amount === unstake.amount)
  const named = sameAmount.find((position) => position.index === unstake.index)
  if (named) return { kind: 'resolved', position: named }
  if (sameAmount.length === 1) return { kind: 'resolved', position: sameAmount[0]! }
  const candidates = sameAmount
    .filter((position) => penaltyAt(position, unstake.time) === unstake.penalty)
    .sort((a, b) => a.index - b.index)
  const [first] = candidates
  if (!first) return { kind: 'impossible' }
  return candidates.every((each) => interchangeable(each, first))
    ? { kind: 'resolved', position: first }
    : { kind: 'ambiguous', position: first, candidates }
}

function interchangeable(a: Stake, b: Stake): boolean {
  return a.lockSeconds === b.lockSeconds && a.start === b.start && a.threshold === b.threshold
}
