import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { account, DEAD, TestChain } from '../support/anvil'
import { eventOrder } from '../support/contract'
import { DAY, ONE, OWNER, PERIOD, PoolFixture } from './poolFixture'

const [A, B] = [account(10), account(11)]
const TIERS = [
  { lockDays: 30, multiplier: 1n, penaltyPercent: 15n },
  { lockDays: 90, multiplier: 2n, penaltyPercent: 13n },
  { lockDays: 180, multiplier: 3n, penaltyPercent: 12n },
  { lockDays: 360, multiplier: 4n, penaltyPercent: 10n },
]

describe('DestraPool: stakes', () => {
  let chain: TestChain
  let f: PoolFixture

  beforeAll(async () => {
    chain = await TestChain.start()
  })
  afterAll(() => chain.stop())
  beforeEach(async () => {
    f = await PoolFixture.deploy(chain)
    await f.fund(A, 1_000_000n * ONE)
    await f.fund(B, 1_000_000n * ONE)
  })

  it('period 0 runs 30 days from deployment; later ones are not stored until the index reaches them', async () => {
    const born = BigInt(f.born)
    expect(await f.pool.read('rewardPeriods', [0n])).toEqual([0n, born, born + BigInt(PERIOD)])
    expect(await f.pool.read('rewardPeriods', [1n])).toEqual([0n, 0n, 0n])
    expect(await f.pool.read<string>('dsyncToken')).toMatch(new RegExp(f.token.address, 'i'))
  })

  it.each(TIERS)('a lock of $lockDays days books its weight x$multiplier into exactly n periods', async (tier) => {
    await f.at(3 * DAY)
    const receipt = await f.stake(A, 100n, tier.lockDays)
    const n = tier.lockDays / 30
    const weight = 100n * tier.multiplier
    expect(f.weightRun(receipt)).toEqual(Array.from({ length: n }, (_, p) => [p, weight]))
    expect(await f.weight(n)).toBe(0n)
    expect(eventOrder(receipt, { token: f.token, pool: f.pool })).toEqual([
      'token.Transfer',
      ...Array(n).fill('pool.TotalWeightUpdated'),
      'pool.Staked',
    ])
    expect(f.pool.event(receipt, 'Staked')).toEqual({
      user: A,
      amount: 100n,
      lockinPeriod: BigInt(tier.lockDays * DAY),
    })
  })

  it('is eligible when start + threshold falls on the end of the period, and a second later is not', async () => {
    await f.at(15 * DAY)
    expect(f.weightRun(await f.stake(A, 1n, 30))).toEqual([[0, 1n]])
    await f.at(15 * DAY + 1)
    expect(f.weightRun(await f.stake(A, 1n, 30))).toEqual([[1, 1n]])
  })

  it('puts the transition first, then the run of weights, then Staked', async () => {
    await f.at(PERIOD)
    const receipt = await f.stake(A, 5n, 90)
    expect(f.pool.events(receipt).map((event) => event.name)).toEqual([
      'RewardPeriodTransition',
      'TotalWeightUpdated',
      'TotalWeightUpdated',
      'TotalWeightUpdated',
      'Staked',
    ])
    expect(f.pool.event(receipt, 'RewardPeriodTransition')).toEqual({
      oldPeriodIndex: 0n,
      newPeriodIndex: 1n,
      newPeriodStartTime: BigInt(f.born + PERIOD),
      newPeriodEndTime: BigInt(f.born + 2 * PERIOD),
    })
  })

  it('snapshots threshold and index per stake; the threshold may be 5 to 20 days', async () => {
    await f.stake(A, 7n, 30)
    const receipt = await f.pool.write(OWNER, 'setEligibilityThreshold', [BigInt(5 * DAY)])
    expect(f.pool.event(receipt, 'EligibilityThresholdUpdated')).toEqual({ newThreshold: BigInt(5 * DAY) })
    await f.at(PERIOD + 25 * DAY)
    await f.stake(A, 8n, 90)
    const [first, second] = await f.pool.read<Record<string, unknown>[]>('getUserStakes', [A])
    expect(first).toMatchObject({ amount: 7n, eligibilityThresholdAtStake: BigInt(15 * DAY), rewardPeriodIndex: 0n })
    expect(second).toEqual({
      amount: 8n,
      lockinPeriod: BigInt(90 * DAY),
      startTime: BigInt(f.born + PERIOD + 25 * DAY),
      eligibilityThresholdAtStake: BigInt(5 * DAY),
      withdrawn: false,
      rewardPeriodIndex: 1n,
    })
    expect(await f.weight(1)).toBe(16n)
    for (const days of [5 * DAY - 1, 20 * DAY + 1]) {
      await expect(f.pool.write(OWNER, 'setEligibilityThreshold', [BigInt(days)])).rejects.toMatchObject({
        errorName: 'ThresholdOutOfRange',
      })
    }
  })

  it.each(TIERS)('leaving a $lockDays day lock early burns floor($penaltyPercent %) of principal', async (tier) => {
    const amount = 1_000_000_000_000_000_007n
    await f.stake(A, amount, tier.lockDays)
    const burnedBefore = await f.token.read<bigint>('balanceOf', [DEAD])
    const start = chain.now
    await chain.warp(start + tier.lockDays * DAY - 1)
    const receipt = await f.unstake(A, 0)
    const penalty = (amount * tier.penaltyPercent) / 100n
    expect(f.pool.event(receipt, 'Unstaked')).toEqual({ user: A, amount, penalty })
    expect(await f.token.read<bigint>('balanceOf', [DEAD])).toBe(burnedBefore + penalty)
    expect(await f.token.read<bigint>('balanceOf', [A])).toBe(1_000_000n * ONE - penalty)
    expect(await f.pool.read('totalStaked')).toBe(0n)
  })

  it('costs nothing at start + lock exactly', async () => {
    await f.stake(A, 100n, 30)
    const start = chain.now
    await chain.warp(start + 30 * DAY)
    expect(f.pool.event(await f.unstake(A, 0), 'Unstaked').penalty).toBe(0n)
  })

  it('unstake removes weight only from periods that have not ended, and does not advance the index', async () => {
    await f.stake(A, 10n, 90)
    await f.at(PERIOD)
    const receipt = await f.unstake(A, 0)
    expect(f.pool.events(receipt).map((event) => event.name)).toEqual([
      'TotalWeightUpdated',
      'TotalWeightUpdated',
      'Unstaked',
    ])
    expect([await f.weight(0), await f.weight(1), await f.weight(2)]).toEqual([20n, 0n, 0n])
    expect(await f.index()).toBe(0)
  })

  it('refuses other locks, nothing, unknown positions and leaving twice', async () => {
    await expect(f.stake(A, 1n, 60)).rejects.toMatchObject({ errorName: 'InvalidLock' })
    await expect(f.stake(A, 0n, 30)).rejects.toMatchObject({ errorName: 'ZeroAmount' })
    await expect(f.unstake(A, 0)).rejects.toMatchObject({ errorName: 'InvalidStakeIndex' })
    await f.stake(A, 1n, 30)
    await f.unstake(A, 0)
    await expect(f.unstake(A, 0)).rejects.toMatchObject({ errorName: 'AlreadyWithdrawn' })
  })
})
