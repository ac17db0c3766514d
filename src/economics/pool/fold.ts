import { THIRTY_DAYS } from '../period'
import { penaltyAt, tierOf, weightOf } from '../staking'
import type { Seconds } from '../units'
import type { Outcome, PoolAction, PoolEvent, Refusal } from './action'
import { bookedPeriods } from './booking'
import { advancedIndex, quoteClaim } from './claim'
import { endOf, hasClaimed, type PoolPeriod, type PoolStake, type PoolState, stakesOf, totalWeightOf } from './state'

/** The ruleset that predicts what the third generation of the Destra pool does. @see domain.md §2 */
export const DESTRA_POOL_V1 = 'destra-pool/v1'

/** Bounds of `setEligibilityThreshold`, inclusive. */
const THRESHOLD_BOUNDS: readonly [Seconds, Seconds] = [5 * 86_400, 20 * 86_400]

type Of<K extends PoolAction['kind']> = Extract<PoolAction, { kind: K }>

/**
 * Does to `pool` what the contract does, and tells the events of the receipt to the wei. A refused call leaves `pool`
 * as it was. Times must not decrease from call to call, as in a chain.
 */
export function apply(pool: PoolState, action: PoolAction): Outcome {
  switch (action.kind) {
    case 'stake':
      return stake(pool, action)
    case 'unstake':
      return unstake(pool, action)
    case 'claim':
      return claim(pool, action)
    case 'deposit':
      return deposit(pool, action)
    case 'threshold':
      return setThreshold(pool, action)
  }
}

function stake(pool: PoolState, { user, amount, lockSeconds, time }: Of<'stake'>): Outcome {
  const tier = tierOf(lockSeconds)
  if (!tier) return refused('InvalidLock')
  if (amount === 0n) return refused('ZeroAmount')
  const transition = advance(pool, time)
  const own = pool.stakes.get(user) ?? []
  const made: PoolStake = {
    owner: user,
    stakeIndex: own.length,
    amount,
    lockSeconds,
    multiplier: tier.multiplier,
    start: time,
    threshold: pool.threshold,
    periodIndex: pool.index,
    closedTime: null,
  }
  pool.stakes.set(user, own)
  own.push(made)
  pool.totalStaked += amount
  const weights = bookedPeriods(pool, made).map((p) => book(pool, p, weightOf(made)))
  return done(...transition, ...weights, { name: 'Staked', user, amount, lockinPeriod: lockSeconds })
}

function unstake(pool: PoolState, { user, stakeIndex, time }: Of<'unstake'>): Outcome {
  const left = stakesOf(pool, user)[stakeIndex]
  if (!left) return refused('InvalidStakeIndex')
  if (left.closedTime !== null) return refused('AlreadyWithdrawn')
  left.closedTime = time
  pool.totalStaked -= left.amount
  const booked = bookedPeriods(pool, left)
  // An ended period keeps the weight in its denominator for ever: what it stood for is stranded (trap 7).
  for (const p of booked.filter((each) => time >= endOf(pool, each) && !hasClaimed(pool, user, each)))
    touch(pool, p).forfeitedWeight += weightOf(left)
  const open = booked.filter((p) => time < endOf(pool, p))
  const weights = open.map((p) => book(pool, p, -weightOf(left)))
  return done(...weights, { name: 'Unstaked', user, amount: left.amount, penalty: penaltyAt(left, time) })
}

function claim(pool: PoolState, { user, period, time }: Of<'claim'>): Outcome {
  const quote = quoteClaim(pool, user, period, time)
  if (quote.kind === 'refused') return quote
  const transition = advance(pool, time)
  const paid = touch(pool, period)
  paid.claimed += quote.reward
  paid.claimedWeight += quote.weight
  const own = pool.claims.get(user) ?? new Map<number, bigint>()
  pool.claims.set(user, own.set(period, quote.reward))
  return done(...transition, { name: 'RewardClaimed', user, periodIndex: period, reward: quote.reward })
}

function deposit(pool: PoolState, { period, amount, time }: Of<'deposit'>): Outcome {
  if (amount === 0n) return refused('ZeroAmount')
  if (period !== advancedIndex(pool, time)) return refused('InvalidPeriod')
  const transition = advance(pool, time)
  touch(pool, period).deposited += amount
  return done(...transition, { name: 'RewardDeposited', periodIndex: period, amount })
}

function setThreshold(pool: PoolState, { seconds }: Of<'threshold'>): Outcome {
  const [least, most] = THRESHOLD_BOUNDS
  if (seconds < least || seconds > most) return refused('ThresholdOutOfRange')
  pool.threshold = seconds
  return done({ name: 'EligibilityThresholdUpdated', newThreshold: seconds })
}

/** By at most one, however late it is. */
function advance(pool: PoolState, now: Seconds): PoolEvent[] {
  const [from, to] = [pool.index, advancedIndex(pool, now)]
  if (from === to) return []
  pool.index = to
  const start = endOf(pool, from)
  return [
    {
      name: 'RewardPeriodTransition',
      oldPeriodIndex: from,
      newPeriodIndex: to,
      newPeriodStartTime: start,
      newPeriodEndTime: start + THIRTY_DAYS,
    },
  ]
}

function book(pool: PoolState, period: number, weight: bigint): PoolEvent {
  const booked = touch(pool, period)
  booked.booked += weight
  return { name: 'TotalWeightUpdated', rewardPeriodIndex: period, totalWeight: totalWeightOf(booked) }
}

function touch(pool: PoolState, period: number): PoolPeriod {
  const known = pool.periods.get(period)
  if (known) return known
  const fresh = { deposited: 0n, claimed: 0n, booked: 0n, claimedWeight: 0n, forfeitedWeight: 0n }
  pool.periods.set(period, fresh)
  return fresh
}

function done(...events: PoolEvent[]): Outcome {
  return { kind: 'done', events }
}

function refused(why: Refusal): Outcome {
  return { kind: 'refused', why }
}
