import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { account, TestChain } from '../support/anvil'
import { DAY, ONE, PERIOD, PoolFixture } from './pool-fixture'

const [A, B, C, X, Y] = [account(10), account(11), account(12), account(13), account(14)]

describe('DestraPool: claims', () => {
  let chain: TestChain
  let f: PoolFixture

  beforeAll(async () => {
    chain = await TestChain.start()
  })
  afterAll(() => chain.stop())
  beforeEach(async () => {
    f = await PoolFixture.deploy(chain)
    for (const user of [A, B, C, X, Y]) await f.fund(user, 1_000n * ONE)
  })

  it('decreases pot and denominator, so every order of claims pays the whole deposit', async () => {
    for (const user of [A, B, C]) await f.stake(user, 1n, 30)
    await f.deposit(0, 100n)
    await f.at(PERIOD)
    const rewards = [f.reward(await f.claim(C, 0)), f.reward(await f.claim(A, 0)), f.reward(await f.claim(B, 0))]
    // floor(100/3), floor(67/2), 34: later claims take the dust, each below ideal + claims before it.
    expect(rewards).toEqual([33n, 33n, 34n])
    expect([await f.pot(0), await f.weight(0), await chain.balance(f.pool.address)]).toEqual([0n, 0n, 0n])
  })

  it('weighs amount x multiplier over all eligible positions of a user', async () => {
    await f.stake(A, 10n, 30)
    await f.stake(A, 10n, 90)
    await f.stake(B, 10n, 360)
    await f.deposit(0, 7_000n)
    await f.at(PERIOD)
    expect(f.reward(await f.claim(A, 0))).toBe(3_000n)
    expect(f.reward(await f.claim(B, 0))).toBe(4_000n)
  })

  it('emits the transition before RewardClaimed, and trap 6: no TotalWeightUpdated', async () => {
    await f.stake(A, 10n, 30)
    await f.deposit(0, 10n)
    await f.at(PERIOD)
    const receipt = await f.claim(A, 0)
    expect(f.pool.events(receipt).map((event) => event.name)).toEqual(['RewardPeriodTransition', 'RewardClaimed'])
    expect(f.pool.event(receipt, 'RewardClaimed')).toEqual({ user: A, periodIndex: 0n, reward: 10n })
    expect(await f.weight(0)).toBe(0n)
  })

  it('refuses a period that has not ended, one never reached, a second claim and a reward of 0', async () => {
    await f.stake(A, 10n, 30)
    await f.stake(B, ONE, 30)
    await f.deposit(0, 10n)
    await f.at(PERIOD - 1)
    await expect(f.claim(A, 0)).rejects.toMatchObject({ errorName: 'PeriodNotEnded' })
    await expect(f.claim(A, 2)).rejects.toMatchObject({ errorName: 'InvalidPeriod' })
    await expect(f.claim(A, 0)).rejects.toMatchObject({ errorName: 'NothingToClaim' })
    expect(f.reward(await f.claim(B, 0))).toBe(9n)
    await expect(f.claim(B, 0)).rejects.toMatchObject({ errorName: 'AlreadyClaimed' })
    await expect(f.claim(C, 0)).rejects.toMatchObject({ errorName: 'NothingToClaim' })
  })

  it('funds the current period only, from the owner only', async () => {
    await expect(f.deposit(1, 1n)).rejects.toMatchObject({ errorName: 'InvalidPeriod' })
    await expect(f.deposit(0, 0n)).rejects.toMatchObject({ errorName: 'ZeroAmount' })
    await expect(f.pool.write(A, 'depositRewards', [0n])).rejects.toMatchObject({
      errorName: 'OwnableUnauthorizedAccount',
    })
    const receipt = await f.deposit(0, 5n)
    expect(f.pool.events(receipt)).toEqual([{ name: 'RewardDeposited', args: { periodIndex: 0n, amount: 5n } }])
  })

  it('trap 7: who leaves after the end without claiming strands their part: 0.5 of 1 ETH', async () => {
    await f.stake(A, 100n, 30)
    await f.stake(B, 100n, 30)
    await f.deposit(0, ONE)
    await f.at(31 * DAY)
    await f.unstake(B, 0)
    expect(f.reward(await f.claim(A, 0))).toBe(ONE / 2n)
    await expect(f.claim(B, 0)).rejects.toMatchObject({ errorName: 'NothingToClaim' })
    expect([await f.pot(0), await f.weight(0), await chain.balance(f.pool.address)]).toEqual([ONE / 2n, 100n, ONE / 2n])
  })

  it('trap 8: an unbooked 50 against 400 takes 0.125 ETH, and the claim of 400 reverts', async () => {
    // The index is 0 and the clock in period 4: three idle periods, so a 30 day stake lacks its one booking.
    await f.at(4 * PERIOD)
    expect(f.weightRun(await f.stake(A, 50n, 30))).toEqual([])
    expect(f.weightRun(await f.stake(X, 400n, 30))).toEqual([[4, 400n]])
    // A late stake moves the index to 3 without weight in period 4; the deposit then reaches 4 itself.
    await f.at(4 * PERIOD + 20 * DAY)
    expect(f.weightRun(await f.stake(Y, 1n, 30))).toEqual([[5, 1n]])
    await f.deposit(4, ONE)
    await f.at(5 * PERIOD)
    expect(f.reward(await f.claim(A, 4))).toBe(125n * 10n ** 15n)
    await expect(f.claim(X, 4)).rejects.toMatchObject({ errorName: 'Panic' })
    expect([await f.pot(4), await f.weight(4)]).toEqual([875n * 10n ** 15n, 350n])
  })

  it.each([
    { g: 1, late: 0, lockDays: 90, missing: 0 },
    { g: 2, late: 1, lockDays: 90, missing: 1 },
    { g: 3, late: 0, lockDays: 90, missing: 1 },
    { g: 4, late: 1, lockDays: 90, missing: 3 },
    { g: 9, late: 0, lockDays: 90, missing: 3 },
    { g: 5, late: 0, lockDays: 360, missing: 3 },
  ])('trap 8: after $g idle periods (late $late) a $lockDays day stake lacks $missing bookings', async (c) => {
    // The stake itself advances the index to 1; g whole periods lie between it and the stake's own.
    const period = 1 + c.g
    await f.at(period * PERIOD + (c.late === 1 ? 20 * DAY : DAY))
    const n = c.lockDays / 30
    expect(c.missing).toBe(Math.min(n, Math.max(0, c.g - 2 + c.late)))
    const booked = f.weightRun(await f.stake(A, 10n, c.lockDays)).map(([p]) => p)
    expect(booked).toEqual(Array.from({ length: n - c.missing }, (_, i) => period + c.late + i))
  })

  it('trap 9: a deposit that advances to an ended period funds it once, and never after a claim of it', async () => {
    await f.stake(A, 100n, 90)
    await f.stake(B, 100n, 90)
    await f.at(2 * PERIOD + DAY)
    await f.unstake(B, 0)
    await f.deposit(1, ONE)
    await expect(f.deposit(1, ONE)).rejects.toMatchObject({ errorName: 'InvalidPeriod' })
    expect(f.reward(await f.claim(A, 1))).toBe(ONE / 2n)
    await expect(f.deposit(1, ONE)).rejects.toMatchObject({ errorName: 'InvalidPeriod' })
    expect(await f.pot(1)).toBe(ONE / 2n)
  })

  it('trap 13: 30 days staked on day 20 and left free of penalty on day 50 earn 0 of 1 period', async () => {
    await f.at(20 * DAY)
    expect(f.weightRun(await f.stake(A, 100n, 30))).toEqual([[1, 100n]])
    await f.at(30 * DAY)
    await f.deposit(1, ONE)
    await f.at(50 * DAY)
    expect(f.pool.event(await f.unstake(A, 0), 'Unstaked').penalty).toBe(0n)
    await f.at(60 * DAY)
    await expect(f.claim(A, 1)).rejects.toMatchObject({ errorName: 'NothingToClaim' })
  })

  it('unstaking forfeits past unclaimed periods, and what was claimed before stays', async () => {
    await f.stake(A, 100n, 90)
    await f.deposit(0, ONE)
    await f.at(PERIOD)
    await f.deposit(1, ONE)
    await f.at(2 * PERIOD)
    expect(f.reward(await f.claim(A, 0))).toBe(ONE)
    await f.unstake(A, 0)
    await expect(f.claim(A, 1)).rejects.toMatchObject({ errorName: 'NothingToClaim' })
  })
})
