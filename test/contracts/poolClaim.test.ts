import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { account, TestChain } from '../support/anvil'
import { ONE, PERIOD, PoolFixture } from './poolFixture'

const [A, B, C] = [account(10), account(11), account(12)]

describe('DestraPool: claims', () => {
  let chain: TestChain
  let f: PoolFixture

  beforeAll(async () => {
    chain = await TestChain.start()
  })
  afterAll(() => chain.stop())
  beforeEach(async () => {
    f = await PoolFixture.deploy(chain)
    for (const user of [A, B, C]) await f.fund(user, 1_000n * ONE)
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
