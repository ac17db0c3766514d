import { describe, expect, it } from 'vitest'
import { periodAccount } from '../../../src/economics/pool/periodAccount'
import { poolWarnings } from '../../../src/economics/pool/warning'
import { account, TestChain } from '../../support/anvil'
import { DAY, ONE, PERIOD, PoolFixture } from '../poolFixture'
import { IndexedPool } from './indexedPool'
import { trap } from './trap'

const [A, X, Y] = [account(10), account(11), account(12)]
const EIGHTH = ONE / 8n

describe('trap 8: the stored index lags behind the clock', () => {
  trap(
    'an unbooked 50 against 400 takes 0.125 ETH, and the claim of 400 reverts: findings before and at it',
    async (chain) => {
      const indexed = await IndexedPool.deploy(chain)
      const { f } = indexed
      for (const user of [A, X, Y]) await f.fund(user, 1_000n)
      // The index is 0 and the clock in period 4: three idle periods, so a 30 day stake lacks its one booking.
      await f.at(4 * PERIOD)
      expect(f.weightRun(await f.stake(A, 50n, 30))).toEqual([])
      expect(f.weightRun(await f.stake(X, 400n, 30))).toEqual([[4, 400n]])
      // A late stake moves the index to 3 without weight in period 4; the deposit then reaches 4 itself.
      await f.at(4 * PERIOD + 20 * DAY)
      expect(f.weightRun(await f.stake(Y, 1n, 30))).toEqual([[5, 1n]])
      await f.deposit(4, ONE)
      await f.at(5 * PERIOD)
      expect(f.reward(await f.claim(A, 4))).toBe(EIGHTH)
      await expect(f.claim(X, 4)).rejects.toMatchObject({ errorName: 'Panic' })
      expect([await f.pot(4), await f.weight(4)]).toEqual([7n * EIGHTH, 350n])

      await indexed.index()
      expect(indexed.findings('F-UNBOOKED-STAKE')).toEqual([
        { owner: A, stake: '0', weight: '50', periods: '4', index: '1' },
      ])
      expect(indexed.findings('F-UNBOOKED-CLAIM')).toEqual([{ user: A, period: '4', wei: `${EIGHTH}`, stakes: '0' }])
      expect(indexed.findings('F-STALE-INDEX')).toEqual(
        [1, 2, 3].map((index) => ({
          index: `${index}`,
          ended: `${f.born + (index + 1) * PERIOD}`,
          periodsBehind: `${4 - index}`,
        })),
      )
      expect(indexed.findings('F-POOL-DIFFERENCE')).toEqual([])
      expect(poolWarnings(indexed.state, chain.now)).toContainEqual({
        ...{ kind: 'over-claimed', severity: 'critical', period: 4, users: [X] },
      })
      expect(periodAccount(indexed.state, 4, chain.now).causes.overClaimable).toBe(7n * EIGHTH)
    },
  )

  trap('a warning from the end of the index’s period on, critical 30 days later', async (chain) => {
    const indexed = await IndexedPool.deploy(chain)
    const { f } = indexed
    await f.fund(A, 1_000n)
    await f.stake(A, 1n, 30)
    await indexed.index()
    const behind = (severity: string) => [{ kind: 'index-behind', severity, index: 0 }]
    expect(poolWarnings(indexed.state, f.born + PERIOD - 1)).toEqual([])
    expect(poolWarnings(indexed.state, f.born + PERIOD)).toEqual(behind('warning'))
    expect(poolWarnings(indexed.state, f.born + 2 * PERIOD)).toEqual(behind('critical'))
  })

  it.each([
    { g: 1, late: 0, lockDays: 90, missing: 0 },
    { g: 2, late: 1, lockDays: 90, missing: 1 },
    { g: 3, late: 0, lockDays: 90, missing: 1 },
    { g: 4, late: 1, lockDays: 90, missing: 3 },
    { g: 9, late: 0, lockDays: 90, missing: 3 },
    { g: 5, late: 0, lockDays: 360, missing: 3 },
  ])('after $g idle periods (late $late) a $lockDays day stake lacks $missing bookings', async (c) => {
    const chain = await TestChain.start()
    try {
      const f = await PoolFixture.deploy(chain)
      await f.fund(A, 1_000n)
      // The stake itself advances the index to 1; g whole periods lie between it and the stake's own.
      const period = 1 + c.g
      await f.at(period * PERIOD + (c.late === 1 ? 20 * DAY : DAY))
      const n = c.lockDays / 30
      expect(c.missing).toBe(Math.min(n, Math.max(0, c.g - 2 + c.late)))
      const booked = f.weightRun(await f.stake(A, 10n, c.lockDays)).map(([p]) => p)
      expect(booked).toEqual(Array.from({ length: n - c.missing }, (_, i) => period + c.late + i))
    } finally {
      await chain.stop()
    }
  })
})
