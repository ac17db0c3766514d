import { describe, expect } from 'vitest'
import { claimWeight } from '../../../src/economics/pool/claim'
import { claimableNow } from '../../../src/economics/pool/holding'
import { periodOf, potOf, totalWeightOf } from '../../../src/economics/pool/state'
import { PoolClaim, PoolDeposit } from '../../../src/model'
import { account } from '../../support/anvil'
import { DAY, ONE, OWNER, PERIOD } from '../poolFixture'
import { IndexedPool } from './indexedPool'
import { trap } from './trap'
import { Wallet } from './wallet'

const [A, B] = [account(10), account(11)]

/** Periods and amounts of the deposit and claim rows. */
function paid({ session }: IndexedPool) {
  const deposits = session.appended(PoolDeposit).map(({ period, amount }) => [period, amount])
  return [deposits, session.appended(PoolClaim).map(({ period, amount }) => [period, amount])]
}

describe('trap 11: three generations, ABI and ruleset by deployment', () => {
  describe.each([1, 2] as const)('generation %i', (generation) => {
    trap('deposits, owner-set weights and claims in any order are predicted to the wei', async (chain) => {
      const indexed = await IndexedPool.deploy(chain, generation)
      const { f } = indexed
      for (const user of [A, B]) await f.fund(user, 1_000n * ONE)
      await f.stake(A, 100n * ONE, 90)
      await f.stake(B, 50n * ONE, 180)
      await f.deposit(0, ONE)
      await f.at(PERIOD)
      await f.deposit(1, 2n * ONE)
      await f.setWeight(0, 350n * ONE)
      const rewards = [f.reward(await f.claim(B, 0)), f.reward(await f.claim(A, 0))]
      await f.at(2 * PERIOD)
      await f.setWeight(1, 350n * ONE)
      rewards.push(f.reward(await f.claim(A, 1)))
      await f.unstake(B, 0)
      await indexed.index()
      expect(indexed.findings('F-POOL-DIFFERENCE')).toEqual([])
      expect(paid(indexed)).toEqual([
        [
          [0, ONE],
          [1, 2n * ONE],
        ],
        [
          [0, rewards[0]],
          [0, rewards[1]],
          [1, rewards[2]],
        ],
      ])
      for (const period of [0, 1]) {
        const held = periodOf(indexed.state, period)
        expect([potOf(held), totalWeightOf(held)]).toEqual([await f.pot(period), await f.weight(period)])
      }
      expect(indexed.state.rules.ruleset).toBe(`destra-pool-gen${generation}/v1`)
    })
  })

  trap(
    'first generation: through a wallet the claim’s amount says its period; of two that pay the same, the input',
    async (chain) => {
      const indexed = await IndexedPool.deploy(chain, 1)
      const { f } = indexed
      const wallet = await Wallet.deploy(f, 100n)
      await wallet.calls(['stake', 100n, BigInt(90 * DAY)])
      for (const [period, wei] of [100n, 200n, 100n].entries()) {
        await f.deposit(period, wei)
        await f.at((period + 1) * PERIOD)
      }
      await f.fund(A, 1n)
      await f.stake(A, 1n, 30)
      for (const period of [0, 1, 2]) await f.setWeight(period, 200n)
      await wallet.calls(['claimRewards', 1n])
      await indexed.index()
      expect([indexed.codes, paid(indexed)[1]]).toEqual([[], [[1, 200n]]])
      await wallet.calls(['claimRewards', 2n])
      await indexed.index()
      expect([indexed.codes, paid(indexed)[1]]).toEqual([
        [],
        [
          [1, 200n],
          [2, 100n],
        ],
      ])
    },
  )

  trap('first generation: what neither amount nor input says is a finding', async (chain) => {
    const indexed = await IndexedPool.deploy(chain, 1)
    const { f } = indexed
    const wallet = await Wallet.deploy(f, 100n)
    await wallet.calls(['stake', 100n, BigInt(90 * DAY)])
    for (const period of [0, 1]) {
      await f.deposit(period, 100n)
      await f.at((period + 1) * PERIOD)
    }
    await f.fund(A, 1n)
    await f.stake(A, 1n, 30)
    for (const period of [0, 1]) await f.setWeight(period, 200n)
    await wallet.unnamedCalls(['claimRewards', 1n])
    await indexed.index()
    expect(indexed.findings('F-AMBIGUOUS-CLAIM')).toEqual([{ user: wallet.address, candidates: '0,1' }])
  })

  trap('first generation: the threshold in force at the claim counts, and start + lock ≥ end', async (chain) => {
    const indexed = await IndexedPool.deploy(chain, 1)
    const { f } = indexed
    for (const user of [A, B]) await f.fund(user, 1_000n)
    await f.at(14 * DAY)
    await f.stake(A, 100n, 30)
    await f.deposit(0, 1_000n)
    await f.at(PERIOD)
    await f.setWeight(0, 100n)
    await f.pool.write(OWNER, 'setEligibilityThreshold', [BigInt(17 * DAY)])
    await expect(f.claim(A, 0)).rejects.toMatchObject({ errorName: 'NothingToClaim' })
    expect(claimWeight((await indexed.index()).state, A, 0)).toBe(0n)
    await f.pool.write(OWNER, 'setEligibilityThreshold', [BigInt(15 * DAY)])
    expect(claimableNow((await indexed.index()).state, A, chain.now)).toEqual([{ period: 0, reward: 1_000n }])
    expect(f.reward(await f.claim(A, 0))).toBe(1_000n)
    // A lock that ends a second before end(1) does not count, one that ends with it does.
    const end = f.born + 3 * PERIOD
    await chain.warp(end - PERIOD - 1)
    await f.stake(A, 100n, 30)
    await chain.warp(end - PERIOD)
    await f.stake(B, 100n, 30)
    await f.deposit(2, 1_000n)
    await chain.warp(end)
    await f.setWeight(2, 100n)
    await expect(f.claim(A, 2)).rejects.toMatchObject({ errorName: 'NothingToClaim' })
    await indexed.index()
    expect([A, B].map((user) => claimWeight(indexed.state, user, 2))).toEqual([0n, 100n])
    expect(f.reward(await f.claim(B, 2))).toBe(1_000n)
    expect((await indexed.index()).codes).toEqual([])
  })

  trap(
    'an event that the profile’s generation does not have is quarantined and counted, never dropped',
    async (chain) => {
      const indexed = await IndexedPool.deploy(chain, 1, 3)
      const { f } = indexed
      await f.fund(A, 100n)
      await f.stake(A, 100n, 30)
      const receipts = [await f.deposit(0, ONE), await f.deposit(0, ONE)]
      await indexed.index()
      expect(indexed.quarantined.map(({ topic0, reason }) => [topic0, reason])).toEqual(
        receipts.map(({ logs }) => [logs[0]!.topics[0], 'unknown event of a known contract']),
      )
      // And the ruleset of another generation does not go unnoticed: this one should have booked a weight.
      expect(indexed.findings('F-POOL-DIFFERENCE')).toHaveLength(1)
    },
  )
})
