import { expect } from 'vitest'
import { claimableNow } from '../../../src/economics/pool/holding'
import { account } from '../../support/anvil'
import { PERIOD } from '../poolFixture'
import { IndexedPool } from './indexedPool'
import { trap } from './trap'

const [A, B] = [account(10), account(11)]

trap(
  'trap 10: a 360 day staker has 12 periods to claim, not the one the stake was made in; each pays as told',
  async (chain) => {
    const indexed = await IndexedPool.deploy(chain)
    const { f } = indexed
    for (const user of [A, B]) await f.fund(user, 1_000n)
    await f.stake(A, 100n, 360)
    await f.stake(B, 33n, 360)
    for (let period = 0; period < 12; period += 1) {
      await f.deposit(period, BigInt(1_000 + 7 * period))
      await f.at((period + 1) * PERIOD)
    }
    await f.stake(B, 1n, 30)
    await indexed.index()
    const promised = claimableNow(indexed.state, A, chain.now)
    expect(promised.map(({ period }) => period)).toEqual(Array.from({ length: 12 }, (_, period) => period))
    for (const { period, reward } of promised) expect(f.reward(await f.claim(A, period))).toBe(reward)
    expect(claimableNow((await indexed.index()).state, A, chain.now)).toEqual([])
    expect(indexed.codes).toEqual([])
  },
)
