import { THIRTY_DAYS } from '../period'
import { penaltyAt, tierOf, weightOf } from '../staking'
import type { Seconds } from '../units'
import type { ActionOf, Outcome, PoolAction, PoolEvent } from './action'
import { bookedPeriods, forfeitedPeriods } from './booking'
import { advancedIndex, claimWeight, quoteClaim } from './claim'
import { refusal } from './refusal'
import { emptyPeriod, endOf, type PoolPeriod, type PoolStake, type PoolState, potOf, totalWeightOf } from './state'

/**
 * Applies a call to `pool` as the contract does, and returns the events of the receipt to the wei. A refused call leaves
 * `pool` as it was. Times must not decrease from call to call, as in a chain. @see domain.md §2
 */
export function apply(pool: PoolState, action: PoolAction): Outcome {
  const why = refusal(pool, action)
  return why === null ? { kind: 'done', events: perform(pool, action) } : { kind: 'refused', why }
}

/** `apply` without the check for a refusal: for a call that a chain has executed. */
export function perform(pool: PoolState, action: PoolAction): PoolEvent[] {
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
      pool.threshold = action.seconds
      return [{ name: 'EligibilityThresholdUpdated', newThreshold: action.seconds }]
    case 'weight':
      return setWeight(pool, action)
  }
}

function stake(pool: PoolState, { user, amount, lockSeconds, time }: ActionOf<'stake'>): PoolEvent[] {
  const transition = advance(pool, time)
  const own = pool.stakes.get(user) ?? []
  const made: PoolStake = {
    owner: user,
    stakeIndex: own.length,
    amount,
    lockSeconds,
    multiplier: tierOf(lockSeconds)?.multiplier ?? 0,
    start: time,
    threshold: pool.threshold,
    periodIndex: pool.index,
    closedTime: null,
  }
  pool.stakes.set(user, own)
  own.push(made)
  pool.totalStaked += amount
  const weights = bookedPeriods(pool, made).map((p) => book(pool, p, weightOf(made)))
  return [...transition, ...weights, { name: 'Staked', user, amount, lockinPeriod: lockSeconds }]
}

function unstake(pool: PoolState, { user, stakeIndex, time }: ActionOf<'unstake'>): PoolEvent[] {
  const left = pool.stakes.get(user)![stakeIndex]!
  for (const p of forfeitedPeriods(pool, left, time)) touch(pool, p).forfeitedWeight += weightOf(left)
  left.closedTime = time
  pool.totalStaked -= left.amount
  const open = bookedPeriods(pool, left).filter((p) => time < endOf(pool, p))
  const weights = open.map((p) => book(pool, p, -weightOf(left)))
  return [...weights, { name: 'Unstaked', user, amount: left.amount, penalty: penaltyAt(left, time) }]
}

function claim(pool: PoolState, { user, period, time }: ActionOf<'claim'>): PoolEvent[] {
  const quote = quoteClaim(pool, user, period, time)
  const reward = quote.kind === 'pays' ? quote.reward : 0n
  const weight = claimWeight(pool, user, period)
  const transition = advance(pool, time)
  const paid = touch(pool, period)
  paid.claimed += reward
  if (pool.rules.claimsLowerWeight) paid.claimedWeight += weight
  const own = pool.claims.get(user) ?? new Map<number, bigint>()
  pool.claims.set(user, own.set(period, reward))
  const named = pool.rules.eventsNamePeriod ? { periodIndex: period } : {}
  return [...transition, { name: 'RewardClaimed', user, ...named, reward }]
}

function deposit(pool: PoolState, { period, amount, time }: ActionOf<'deposit'>): PoolEvent[] {
  const transition = advance(pool, time)
  touch(pool, period ?? pool.index).deposited += amount
  const named = period === null ? {} : { periodIndex: period }
  return [...transition, { name: 'RewardDeposited', ...named, amount }]
}

function setWeight(pool: PoolState, { period, weight, time }: ActionOf<'weight'>): PoolEvent[] {
  const transition = pool.rules.denominator === 'set-once' ? advance(pool, time) : []
  return [...transition, book(pool, period, weight - totalWeightOf(touch(pool, period)))]
}

/** Moves the index by at most one, however late it is. A period starts empty: ETH deposited ahead is forgotten. */
function advance(pool: PoolState, now: Seconds): PoolEvent[] {
  const [from, to] = [pool.index, advancedIndex(pool, now)]
  if (from === to) return []
  pool.index = to
  const reached = pool.periods.get(to)
  if (reached) reached.overwritten += potOf(reached)
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

/** A period to write to. */
export function touch(pool: PoolState, period: number): PoolPeriod {
  const existing = pool.periods.get(period)
  if (existing) return existing
  const fresh = emptyPeriod()
  pool.periods.set(period, fresh)
  return fresh
}
