import { penaltyAt, weightOf } from '../staking'
import type { Seconds } from '../units'
import { bookedPeriods } from './booking'
import { MAX_CHOICES } from './choices'
import { endOf, type PoolStake, type PoolState } from './state'

interface Exchanges {
  readonly ways: readonly (readonly PoolStake[])[]
  /** false: there are more than MAX_CHOICES */
  readonly complete: boolean
}

/**
 * The stakes of an owner, had its earlier unstakes closed others that no log tells from them: an open stake in the place
 * of a closed one, and so on from there. As they are is not among them.
 */
export function exchanges(pool: PoolState, stakes: readonly PoolStake[]): Exchanges {
  const keyOf = (each: readonly PoolStake[]) => each.map(({ closedTime }) => closedTime ?? '').join()
  const ways = [stakes]
  const seen = new Set([keyOf(stakes)])
  for (const each of ways)
    for (const left of each)
      for (const held of each) {
        if (!interchangeable(pool, left, held)) continue
        const other = [...each]
        other[left.stakeIndex] = { ...left, closedTime: null }
        other[held.stakeIndex] = { ...held, closedTime: left.closedTime }
        if (seen.has(keyOf(other))) continue
        if (ways.length > MAX_CHOICES) return { ways: ways.slice(1), complete: false }
        seen.add(keyOf(other))
        ways.push(other)
      }
  return { ways: ways.slice(1), complete: true }
}

/** Whether the unstake that closed one stake would have looked the same of the other, which is open. */
export function interchangeable(pool: PoolState, left: PoolStake, held: PoolStake): boolean {
  const { closedTime: time } = left
  if (time === null || held.closedTime !== null || held.start > time || held.amount !== left.amount) return false
  if (penaltyAt(left, time) !== penaltyAt(held, time)) return false
  const [those, these] = [openBookings(pool, left, time), openBookings(pool, held, time)]
  return those.join() === these.join() && (those.length === 0 || weightOf(left) === weightOf(held))
}

/** Periods whose weight an unstake at this time tells. */
function openBookings(pool: PoolState, stake: PoolStake, time: Seconds): number[] {
  return bookedPeriods(pool, stake).filter((period) => time < endOf(pool, period))
}
