import { penaltyAt, weightOf } from '../staking'
import type { BaseUnits, Seconds } from '../units'
import { missingBookings } from './booking'
import { quoteClaim } from './claim'
import { eligiblePeriods } from './eligibility'
import { endOf, hasClaimed, type PoolStake, type PoolState, periodOf, potOf, stakesOf, totalWeightOf } from './state'

/** Reward of a stake in one of its periods, and the time from which it can be claimed. */
interface StakePeriod {
  readonly period: number
  /** the stake must be held until it is claimed, at the earliest now */
  readonly end: Seconds
  readonly state: 'claimed' | 'claimable' | 'open' | 'nothing'
  /** false: never booked, so a claim here takes from others or is refused (trap 8) */
  readonly booked: boolean
  /** ETH this stake adds to its owner's claim of an ended period, as of now; null while the period is open */
  readonly reward: BaseUnits | null
}

/** One stake still held: until when to hold, and what leaving now would cost. */
interface Holding {
  readonly stakeIndex: number
  /** end of the lock: before it a penalty is due */
  readonly unlock: Seconds
  /** claim at or after this, then leave: the end of the last period that still may pay; null when none does */
  readonly holdUntil: Seconds | null
  readonly periods: readonly StakePeriod[]
  readonly forfeitsNow: Forfeit
}

/** Losses of unstaking now without claiming first (traps 7, 13). */
interface Forfeit {
  /** of the token, burned */
  readonly penalty: BaseUnits
  /** ETH claimable now that this stake stands for */
  readonly claimable: BaseUnits
  /** open periods that this stake would have counted in */
  readonly periods: readonly number[]
}

/** Payments of `claimRewards` to a user now, per period, newest last; all of them, not the stake's own only (trap 10). */
export function claimableNow(pool: PoolState, user: string, now: Seconds): { period: number; reward: BaseUnits }[] {
  const periods = new Set(stakesOf(pool, user).flatMap((stake) => eligiblePeriods(pool, stake)))
  return [...periods]
    .sort((a, b) => a - b)
    .flatMap((period) => {
      const quote = quoteClaim(pool, user, period, now)
      return quote.kind === 'pays' ? [{ period, reward: quote.reward }] : []
    })
}

/** Every stake a user still holds. Amounts are what one claim now would pay: others' claims change them by dust. */
export function holdings(pool: PoolState, user: string, now: Seconds): Holding[] {
  return stakesOf(pool, user)
    .filter((stake) => stake.closedTime === null)
    .map((stake) => holding(pool, stake, now))
}

function holding(pool: PoolState, stake: PoolStake, now: Seconds): Holding {
  const missing = new Set(missingBookings(pool, stake))
  const periods = eligiblePeriods(pool, stake).map((p) => stakePeriod(pool, stake, p, !missing.has(p), now))
  const waiting = periods.filter(({ state }) => state === 'open' || state === 'claimable')
  return {
    stakeIndex: stake.stakeIndex,
    unlock: stake.start + stake.lockSeconds,
    holdUntil: waiting.at(-1)?.end ?? null,
    periods,
    forfeitsNow: {
      penalty: penaltyAt(stake, now),
      claimable: periods.reduce((sum, each) => sum + (each.reward ?? 0n), 0n),
      periods: periods.filter(({ state }) => state === 'open').map(({ period }) => period),
    },
  }
}

function stakePeriod(pool: PoolState, stake: PoolStake, period: number, booked: boolean, now: Seconds): StakePeriod {
  const common = { period, end: endOf(pool, period), booked }
  if (hasClaimed(pool, stake.owner, period)) return { ...common, state: 'claimed', reward: 0n }
  if (now < common.end || mayStillPay(pool, period)) return { ...common, state: 'open', reward: null }
  const reward = rewardOf(pool, stake, period, now)
  return { ...common, state: reward > 0n ? 'claimable' : 'nothing', reward }
}

/**
 * An ended period that nobody can claim yet: the stored index has not reached it, so that a late deposit may fund it,
 * once (trap 9); or its owner has not set the weight.
 */
function mayStillPay(pool: PoolState, period: number): boolean {
  return period > pool.index || (pool.rules.denominator !== 'booked' && periodOf(pool, period).booked === 0n)
}

/** The owner's claim with this stake, less the claim without it. */
function rewardOf(pool: PoolState, stake: PoolStake, period: number, now: Seconds): BaseUnits {
  const quote = quoteClaim(pool, stake.owner, period, now)
  if (quote.kind === 'refused') return 0n
  const held = periodOf(pool, period)
  return quote.reward - (potOf(held) * (quote.weight - weightOf(stake))) / totalWeightOf(held)
}
