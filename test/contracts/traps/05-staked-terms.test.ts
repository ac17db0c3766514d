import { describe, expect } from 'vitest'
import { account } from '../../support/anvil'
import { DAY, ONE, OWNER, PERIOD } from '../poolFixture'
import { IndexedPool } from './indexedPool'
import { trap } from './trap'

const A = account(10)

interface Stored {
  amount: bigint
  startTime: bigint
  eligibilityThresholdAtStake?: bigint
  rewardPeriodIndex: bigint
}

describe.each([1, 2, 3] as const)('trap 5: Staked has no index, threshold or period, generation %i', (generation) => {
  trap(
    'they are those of getUserStakes: order of stakes, last threshold and last transition in log order',
    async (chain) => {
      const indexed = await IndexedPool.deploy(chain, generation)
      const { f } = indexed
      await f.fund(A, 1_000n * ONE)
      const stake = (amount: bigint) => ({
        from: A,
        to: f.pool.address,
        data: f.pool.encode('stake', [amount, BigInt(90 * DAY)]),
      })
      const threshold = (days: number) => ({
        from: OWNER,
        to: f.pool.address,
        data: f.pool.encode('setEligibilityThreshold', [BigInt(days * DAY)]),
      })
      await f.stake(A, 1n, 90)
      // One block: a stake, a new threshold, a stake, a newer one, a stake.
      for (const request of [stake(2n), threshold(7), stake(3n), threshold(20), stake(4n)]) await chain.submit(request)
      await chain.mine()
      // The first stake after an idle period moves the index by one, the second by one more.
      await f.at(2 * PERIOD + DAY)
      await f.stake(A, 5n, 30)
      await f.stake(A, 6n, 30)
      await indexed.index()

      const stored = await f.pool.read<Stored[]>('getUserStakes', [A])
      expect(
        indexed.positions.map(({ index, amount, start, periodIndex }) => [index, amount, start, periodIndex]),
      ).toEqual(stored.map((each, i) => [i, each.amount, Number(each.startTime), Number(each.rewardPeriodIndex)]))
      expect(stored.map((each) => Number(each.rewardPeriodIndex))).toEqual([0, 0, 0, 0, 1, 2])
      const days = indexed.positions.map((row) => row.threshold / DAY)
      expect(days).toEqual([15, 15, 7, 20, 20, 20])
      // The first generation stores none: it asks the one in force at the claim.
      if (generation > 1) expect(stored.map((each) => Number(each.eligibilityThresholdAtStake) / DAY)).toEqual(days)
      // Day 61 and the index at 1: said too.
      expect(indexed.codes).toEqual(['F-STALE-INDEX'])
    },
  )
})
