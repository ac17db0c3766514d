import { expect } from 'vitest'
import { periodOf, potOf, totalWeightOf } from '../../../src/economics/pool/state'
import { account } from '../../support/anvil'
import { DAY, ONE, PERIOD } from '../poolFixture'
import { IndexedPool } from './indexedPool'
import { trap } from './trap'

const [A, B, C] = [account(10), account(11), account(12)]

trap(
  'trap 6: claims change totalWeights with no event: the last one told before the end, less the claims',
  async (chain) => {
    const indexed = await IndexedPool.deploy(chain)
    const { f } = indexed
    for (const user of [A, B, C]) await f.fund(user, 1_000n * ONE)
    await f.stake(A, 3n * ONE, 90)
    await f.stake(B, 5n * ONE, 30)
    const last = f.weightRun(await f.stake(C, 7n * ONE, 180)).find(([period]) => period === 0)!
    await f.deposit(0, 10n ** 18n + 1n)
    await f.at(PERIOD)
    const told: number[] = []
    for (const user of [B, A]) {
      const receipt = await f.claim(user, 0)
      told.push(...f.weightRun(receipt).map(([period]) => period))
      await indexed.index()
      const held = periodOf(indexed.state, 0)
      expect([totalWeightOf(held), potOf(held)]).toEqual([await f.weight(0), await f.pot(0)])
    }
    expect(told).toEqual([])
    // The denominator at the end of the period stays known: what was told last.
    expect(last).toEqual([0, 32n * ONE])
    expect(periodOf(indexed.state, 0)).toMatchObject({ booked: 32n * ONE, claimedWeight: 11n * ONE })
    // An unstake after the end tells nothing of the ended period either.
    await f.at(PERIOD + DAY)
    expect(f.weightRun(await f.unstake(C, 0)).map(([period]) => period)).not.toContain(0)
    expect((await indexed.index()).codes).toEqual(['F-STRANDED-ETH'])
  },
)
