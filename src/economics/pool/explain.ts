import type { ActionOf, PoolAction, PoolEvent } from './action'
import { exchanges } from './exchange'
import { perform } from './fold'
import { refusal } from './refusal'
import { sameEvents } from './sameEvents'
import { type PoolPeriod, type PoolStake, type PoolState, periodOf, stakesOf } from './state'

/** A call that another choice of the account's stakes predicts, or that may be so: there are too many to try. */
interface Explained {
  /** of the period that it claimed, by that choice; undefined where none is found, or several that differ in it */
  readonly claimedWeight: bigint | undefined
}

/**
 * Looks for another choice of what the account's earlier unstakes closed by which its call tells these events: then the
 * ledger's own choice was wrong, and neither the contract nor anybody else (domain.md §2, trap 4).
 * @param pool after the call, with the index and the bookings from before it
 * @param claimed the period from before a claim
 */
export function explain(
  pool: PoolState,
  action: PoolAction,
  actual: readonly PoolEvent[],
  claimed: Readonly<PoolPeriod> | null,
): Explained | null {
  if (action.kind !== 'claim' && action.kind !== 'unstake') return null
  const own = stakesOf(pool, action.user).map((stake) => ({ ...stake }))
  const left = action.kind === 'unstake' ? own[action.stakeIndex]! : undefined
  if (left) left.closedTime = null
  const weights = new Set<bigint>()
  const { ways, complete } = exchanges(pool, own)
  for (const stakes of ways) {
    const same = stakes.filter(({ closedTime, amount }) => closedTime === null && amount === left?.amount)
    const calls = action.kind === 'claim' ? [action] : same.map(({ stakeIndex }) => ({ ...action, stakeIndex }))
    for (const call of calls) {
      const before = beforeCall(pool, call, stakes, claimed)
      if (refusal(before, call) !== null || !sameEvents(perform(before, call), actual)) continue
      weights.add(call.kind === 'claim' ? periodOf(before, call.period).claimedWeight : 0n)
    }
  }
  if (weights.size === 0 && complete) return null
  const [claimedWeight] = weights
  return { claimedWeight: weights.size === 1 ? claimedWeight : undefined }
}

/** A copy to try a call on, with these stakes. */
function beforeCall(
  pool: PoolState,
  call: ActionOf<'claim' | 'unstake'>,
  stakes: readonly PoolStake[],
  claimed: Readonly<PoolPeriod> | null,
): PoolState {
  const periods = new Map([...pool.periods].map(([period, held]) => [period, { ...held }]))
  if (claimed && call.kind === 'claim') periods.set(call.period, { ...claimed })
  const own = [...stakes]
  // The one stake that a call writes to.
  if (call.kind === 'unstake') own[call.stakeIndex] = { ...own[call.stakeIndex]! }
  return { ...pool, periods, stakes: new Map([[call.user, own]]), claims: new Map() }
}
