import { DAY } from '../period'
import { tierOf } from '../staking'
import type { Seconds } from '../units'
import type { ActionOf, PoolAction, Refusal } from './action'
import { advancedIndex, quoteClaim } from './claim'
import { type PoolState, periodOf, potOf, stakesOf, totalWeightOf } from './state'

/** Bounds of `setEligibilityThreshold`, inclusive. */
const THRESHOLD_BOUNDS: readonly [Seconds, Seconds] = [5 * DAY, 20 * DAY]

/** Why the contract reverts a call, or null when it executes it. Changes nothing. */
export function refusal(pool: PoolState, action: PoolAction): Refusal | null {
  switch (action.kind) {
    case 'stake':
      return refusesStake(pool, action)
    case 'unstake':
      return refusesUnstake(pool, action)
    case 'claim': {
      const quote = quoteClaim(pool, action.user, action.period, action.time)
      return quote.kind === 'refused' ? quote.why : null
    }
    case 'deposit':
      return refusesDeposit(pool, action)
    case 'threshold':
      return refusesThreshold(action)
    case 'weight':
      return refusesWeight(pool, action)
  }
}

function refusesStake({ rules }: PoolState, { amount, lockSeconds }: ActionOf<'stake'>): Refusal | null {
  if (!tierOf(lockSeconds)) return 'InvalidLock'
  return amount === 0n && !rules.emptyStakes ? 'ZeroAmount' : null
}

function refusesUnstake(pool: PoolState, { user, stakeIndex }: ActionOf<'unstake'>): Refusal | null {
  const left = stakesOf(pool, user)[stakeIndex]
  if (!left) return 'InvalidStakeIndex'
  return left.closedTime === null ? null : 'AlreadyWithdrawn'
}

function refusesDeposit(pool: PoolState, { period, amount, time }: ActionOf<'deposit'>): Refusal | null {
  if (amount === 0n) return 'ZeroAmount'
  if (period === null || pool.rules.deposits === 'any') return null
  return period === advancedIndex(pool, time) ? null : 'InvalidPeriod'
}

function refusesThreshold({ seconds }: ActionOf<'threshold'>): Refusal | null {
  const [least, most] = THRESHOLD_BOUNDS
  return seconds < least || seconds > most ? 'ThresholdOutOfRange' : null
}

/** Compared with the index before it advances. */
function refusesWeight(pool: PoolState, { period }: ActionOf<'weight'>): Refusal | null {
  if (pool.rules.denominator === 'booked') return 'NoSuchCall'
  if (period > pool.index) return 'InvalidPeriod'
  if (pool.rules.denominator === 'set') return null
  const held = periodOf(pool, period)
  if (totalWeightOf(held) !== 0n) return 'WeightAlreadySet'
  return potOf(held) === 0n ? 'PeriodNotFunded' : null
}
