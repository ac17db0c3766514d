import { describe, expect, it } from 'vitest'
import { actor } from '../../../src/devnet/accounts'
import { DAY } from '../../../src/devnet/scenario/calendar'
import { PoolModel } from '../../../src/devnet/scenario/destra/pool'

const [alice, bob] = [actor('destra', 'test', 0), actor('destra', 'test', 1)]
const ETHER = 10n ** 18n

describe('the planner’s pool', () => {
  it('books a lock of n × 30 days into exactly n periods', () => {
    for (const [lock, n] of [
      [30, 1],
      [90, 3],
      [180, 6],
      [360, 12],
    ] as const) {
      const pool = new PoolModel(0)
      pool.stake(alice, 100n, lock * DAY, 3 * DAY)
      const earning = Array.from({ length: 16 }, (_, period) => pool.weightOf(alice, period)).filter((w) => w > 0n)
      expect(earning).toHaveLength(n)
    }
  })

  it('pays two equal stakers half each, the second out of what is left', () => {
    const pool = new PoolModel(0)
    for (const user of [alice, bob]) pool.stake(user, 50n, 90 * DAY, DAY)
    pool.deposit(ETHER, 2 * DAY)
    expect(pool.reward(alice, 0, 29 * DAY)).toBe(0n)
    expect(pool.reward(alice, 0, 31 * DAY)).toBe(ETHER / 2n)
    pool.claim(alice, 0, 31 * DAY)
    expect([pool.reward(alice, 0, 31 * DAY), pool.reward(bob, 0, 31 * DAY)]).toEqual([0n, ETHER / 2n])
  })

  it('strands the part of who leaves after the period and before claiming', () => {
    const pool = new PoolModel(0)
    const stakes = [alice, bob].map((user) => pool.stake(user, 50n, 90 * DAY, DAY))
    pool.deposit(ETHER, 2 * DAY)
    pool.unstake(stakes[1]!, 31 * DAY)
    expect([pool.reward(alice, 0, 31 * DAY), pool.reward(bob, 0, 31 * DAY)]).toEqual([ETHER / 2n, 0n])
  })

  it('announces the penalty of a tier, floored, until the lock is over', () => {
    const pool = new PoolModel(0)
    const penalties = [30, 90, 180, 360].map((days) => pool.unstake(pool.stake(alice, 999n, days * DAY, 0), DAY))
    expect(penalties).toEqual([149n, 129n, 119n, 99n])
    expect(pool.unstake(pool.stake(alice, 999n, 30 * DAY, DAY), 31 * DAY)).toBe(0n)
  })

  it('advances its index by one a call, and funds the period it lands on', () => {
    const pool = new PoolModel(0)
    expect([pool.deposit(1n, 95 * DAY), pool.deposit(1n, 95 * DAY), pool.deposit(1n, 95 * DAY)]).toEqual([1, 2, 3])
  })
})
