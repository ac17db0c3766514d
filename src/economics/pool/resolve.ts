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
  /** stake index behind every `unstake` selector in the transaction's input, in its order, wherever it stands */
  readonly named: readonly number[]
  /** how many of the pool's `Unstaked` came before it in the transaction */
  readonly nth: number
  /** the events of the call before it, in log order: its TotalWeightUpdated run */
  readonly run: readonly PoolEvent[]
}

type Resolution =
  | { readonly kind: 'resolved'; readonly stake: PoolStake }
  /** several could be meant; `stake` is the oldest of them */
  | { readonly kind: 'ambiguous'; readonly stake: PoolStake; readonly candidates: readonly PoolStake[] }
  | { readonly kind: 'impossible' }

/**
 * Which stake an `Unstaked` withdraws; the event does not say (domain.md §2, trap 4). In order: the transaction's
 * input, the only open one with that amount, the penalty and the run of weights. Stakes equal in every respect are not
 * interchangeable: a later unstake names one of them by its index.
 */
export function resolveUnstake(pool: PoolState, unstake: Unstake): Resolution {
  const { named, nth } = unstake
  const open = stakesOf(pool, unstake.owner).filter((stake) => stake.closedTime === null)
  const sameAmount = open.filter((stake) => stake.amount === unstake.amount)
  // The n-th event is of the n-th call; a call that failed inside of another one shifts them.
  const called = sameAmount.find((stake) => stake.stakeIndex === named[nth])
  if (called) return { kind: 'resolved', stake: called }
  const inInput = sameAmount.filter((stake) => named.includes(stake.stakeIndex))
  const possible = inInput.length > 0 ? inInput : sameAmount
  if (possible.length === 1) return { kind: 'resolved', stake: possible[0]! }
  const candidates = possible
    .filter((stake) => penaltyAt(stake, unstake.time) === unstake.penalty)
    .filter((stake) => pool.endZero === NOT_BORN || tells(pool, stake, unstake))
  const [first] = candidates
  if (!first) return { kind: 'impossible' }
  return candidates.length === 1 ? { kind: 'resolved', stake: first } : { kind: 'ambiguous', stake: first, candidates }
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
