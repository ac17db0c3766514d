import { penaltyAt, weightOf } from '../staking'
import type { BaseUnits, Seconds } from '../units'
import type { PoolEvent } from './action'
import { bookedPeriods } from './booking'
import { advancedIndex, quoteClaim } from './claim'
import { endOf, NOT_BORN, type PoolStake, type PoolState, periodOf, stakesOf, totalWeightOf } from './state'

/** An `Unstaked`, and what else its transaction says of it. */
export interface Unstake {
  readonly owner: string
  /** gross of penalty */
  readonly amount: BaseUnits
  readonly penalty: BaseUnits
  readonly time: Seconds
  /** stake index from the input of a transaction that called the pool directly */
  readonly called: number | undefined
  /** the events of the call before it, in log order: its TotalWeightUpdated run */
  readonly run: readonly PoolEvent[]
}

type Resolution =
  | { readonly kind: 'resolved'; readonly stake: PoolStake }
  /** several could be meant and they differ; `stake` is the oldest of them */
  | { readonly kind: 'ambiguous'; readonly stake: PoolStake; readonly candidates: readonly PoolStake[] }
  | { readonly kind: 'impossible' }

/**
 * Which stake an `Unstaked` withdraws; the event does not say (domain.md §2, trap 4). In order: the transaction's
 * input, the only open one with that amount, the penalty and the run of weights. Stakes equal in every respect are
 * interchangeable.
 */
export function resolveUnstake(pool: PoolState, unstake: Unstake): Resolution {
  const open = stakesOf(pool, unstake.owner).filter((stake) => stake.closedTime === null)
  const sameAmount = open.filter((stake) => stake.amount === unstake.amount)
  const named = sameAmount.find((stake) => stake.stakeIndex === unstake.called)
  if (named) return { kind: 'resolved', stake: named }
  if (sameAmount.length === 1) return { kind: 'resolved', stake: sameAmount[0]! }
  const candidates = sameAmount
    .filter((stake) => penaltyAt(stake, unstake.time) === unstake.penalty)
    .filter((stake) => pool.endZero === NOT_BORN || tells(pool, stake, unstake))
  const [first] = candidates
  if (!first) return { kind: 'impossible' }
  return candidates.every((each) => interchangeable(each, first))
    ? { kind: 'resolved', stake: first }
    : { kind: 'ambiguous', stake: first, candidates }
}

/** Whether unstaking it gives exactly this run of weights. */
function tells(pool: PoolState, stake: PoolStake, { run, time }: Unstake): boolean {
  const periods = bookedPeriods(pool, stake).filter((p) => time < endOf(pool, p))
  return (
    periods.length === run.length &&
    run.every(
      (event, i) =>
        event.name === 'TotalWeightUpdated' &&
        event.rewardPeriodIndex === periods[i] &&
        event.totalWeight === totalWeightOf(periodOf(pool, periods[i]!)) - weightOf(stake),
    )
  )
}

function interchangeable(a: PoolStake, b: PoolStake): boolean {
  return (
    a.lockSeconds === b.lockSeconds &&
    a.start === b.start &&
    a.threshold === b.threshold &&
    a.periodIndex === b.periodIndex
  )
}

/**
 * Periods for which the contract would pay a user exactly `reward` now, oldest first: what a claim of the first
 * generation, whose event names no period, can have been.
 */
export function periodsPaying(pool: PoolState, user: string, reward: BaseUnits, now: Seconds): number[] {
  const funded = [...pool.periods.keys()].filter((period) => period <= advancedIndex(pool, now)).sort((a, b) => a - b)
  return funded.filter((period) => {
    const quote = quoteClaim(pool, user, period, now)
    return quote.kind === 'pays' && quote.reward === reward
  })
}
