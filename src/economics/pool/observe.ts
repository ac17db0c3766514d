import type { PoolAction, PoolEvent, Refusal } from './action'
import { explain } from './explain'
import { perform, touch } from './fold'
import { refusal } from './refusal'
import { sameEvents } from './sameEvents'
import { NOT_BORN, type PoolState, periodOf, totalWeightOf } from './state'

/** A call whose events differ from the prediction of its ruleset. */
export interface Difference {
  /** the events that the chain emitted */
  readonly told: readonly PoolEvent[]
  /** the events that were predicted, or why the call was expected to revert */
  readonly predicted: readonly PoolEvent[] | Refusal
  /** it would have been predicted, or may have been, had an earlier unstake closed another stake that looks the same */
  readonly uncertain?: true
}

/**
 * Folds a call that a chain executed, and compares the events it emitted, in log order, with the prediction. The chain
 * is right: where the two differ the state follows it, so that one difference does not make the next.
 * @returns null when every event was predicted, and for a pool whose deployment nobody has seen: its history may lack
 * what came before the first event we know
 */
export function observe(pool: PoolState, action: PoolAction, actual: readonly PoolEvent[]): Difference | null {
  const why = refusal(pool, action)
  const { index } = pool
  const booked = new Map([...pool.periods].map(([period, held]) => [period, held.booked]))
  const claimed = action.kind === 'claim' ? { ...periodOf(pool, action.period) } : null
  const events = perform(pool, action)
  if (why === null && sameEvents(events, actual)) return null
  pool.index = index
  for (const [period, held] of pool.periods) held.booked = booked.get(period) ?? 0n
  const explained = why === 'AlreadyClaimed' ? null : explain(pool, action, actual, claimed)
  follow(pool, action, events, actual)
  if (action.kind === 'claim' && explained?.claimedWeight !== undefined)
    touch(pool, action.period).claimedWeight = explained.claimedWeight
  if (pool.endZero === NOT_BORN) return null
  return { told: actual, predicted: why ?? events, ...(explained && { uncertain: true }) }
}

/** Takes over what the events say; everything else came with the action, which is made of them. */
function follow(pool: PoolState, action: PoolAction, events: readonly PoolEvent[], actual: readonly PoolEvent[]): void {
  for (const event of actual) {
    if (event.name === 'RewardPeriodTransition') pool.index = event.newPeriodIndex
    if (event.name === 'TotalWeightUpdated') {
      const period = touch(pool, event.rewardPeriodIndex)
      period.booked += event.totalWeight - totalWeightOf(period)
    }
    if (event.name === 'RewardClaimed' && action.kind === 'claim') {
      const expected = events.find((each) => each.name === 'RewardClaimed')!
      touch(pool, action.period).claimed += event.reward - expected.reward
      pool.claims.get(action.user)!.set(action.period, event.reward)
    }
  }
  if (action.kind !== 'stake') return
  const own = pool.stakes.get(action.user)!
  own.push({ ...own.pop()!, periodIndex: pool.index })
}
