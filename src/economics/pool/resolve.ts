import { penaltyAt, weightOf } from '../staking'
import type { BaseUnits, Seconds } from '../units'
import type { PoolEvent } from './action'
import { bookedPeriods } from './booking'
import { interchangeable } from './exchange'
import { type Named, namedOf } from './named'
import { endOf, NOT_BORN, type PoolStake, type PoolState, periodOf, stakesOf, totalWeightOf } from './state'

/** An `Unstaked`, and what else its transaction says of it. */
export interface Unstake extends Named {
  readonly owner: string
  /** gross of penalty */
  readonly amount: BaseUnits
  readonly penalty: BaseUnits
  readonly time: Seconds
  /** the events of the call before it, in log order: its TotalWeightUpdated run */
  readonly run: readonly PoolEvent[]
  /** the owner's stakes that the pool's view shows withdrawn in the block, where the pool was asked */
  readonly withdrawn?: readonly number[]
}

type Resolution =
  | { readonly kind: 'resolved'; readonly stake: PoolStake }
  /** several could be meant; `stake` is the oldest of them */
  | { readonly kind: 'ambiguous'; readonly stake: PoolStake; readonly candidates: readonly PoolStake[] }
  | { readonly kind: 'impossible' }

/**
 * Which stake an `Unstaked` withdraws; the event does not say (domain.md §2, trap 4). What can be no other comes first:
 * the call itself, the view of the pool, the only open stake with that amount, penalty and run of weights; then what the
 * input names. Stakes equal in every respect are not interchangeable: a later unstake names one of them by its index.
 */
export function resolveUnstake(pool: PoolState, unstake: Unstake): Resolution {
  const { called, withdrawn } = unstake
  const open = stakesOf(pool, unstake.owner).filter((stake) => stake.closedTime === null)
  const sameAmount = open.filter((stake) => stake.amount === unstake.amount)
  const direct = sameAmount.find((stake) => stake.stakeIndex === called)
  if (direct) return { kind: 'resolved', stake: direct }
  const seen = sameAmount.filter((stake) => withdrawn?.includes(stake.stakeIndex))
  const could = seen.length > 0 ? seen : sameAmount
  const told = could
    .filter((stake) => penaltyAt(stake, unstake.time) === unstake.penalty)
    .filter((stake) => pool.endZero === NOT_BORN || tells(pool, stake, unstake))
  const [first] = told
  if (told.length === 1 || (first && seen.length > 0)) return { kind: 'resolved', stake: first! }
  if (could.length === 1) return { kind: 'resolved', stake: could[0]! }
  const named = namedOf(told.length > 0 ? told : could, ({ stakeIndex }) => stakeIndex, unstake)
  if (named.length === 1) return { kind: 'resolved', stake: named[0]! }
  const candidates = first === undefined ? instead(pool, could, unstake) : named.length > 0 ? named : told
  if (candidates.length === 0) return { kind: 'impossible' }
  return { kind: 'ambiguous', stake: candidates[0]!, candidates }
}

/**
 * Those in whose place an earlier unstake closed, for all its log says, a stake of which this one tells: it is withdrawn
 * only now, and one of these was then.
 */
function instead(pool: PoolState, could: readonly PoolStake[], unstake: Unstake): readonly PoolStake[] {
  const { owner, amount, penalty, time } = unstake
  const told = stakesOf(pool, owner).filter(
    (stake) => stake.amount === amount && penaltyAt(stake, time) === penalty && tells(pool, stake, unstake),
  )
  return could.filter((held) => told.some((left) => interchangeable(pool, left, held)))
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
