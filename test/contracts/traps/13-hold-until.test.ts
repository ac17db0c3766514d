import { expect } from 'vitest'
import { holdings } from '../../../src/economics/pool/holding'
import { stakerWarnings } from '../../../src/economics/pool/warning'
import { account } from '../../support/anvil'
import { DAY, ONE } from '../poolFixture'
import { IndexedPool } from './indexedPool'
import { trap } from './trap'

const A = account(10)

trap(
  'trap 13: 30 days staked on day 20 and left free of penalty on day 50 earn 0 of 1 period; told until when to hold',
  async (chain) => {
    const indexed = await IndexedPool.deploy(chain)
    const { f } = indexed
    await f.fund(A, 1_000n)
    await f.at(20 * DAY)
    expect(f.weightRun(await f.stake(A, 100n, 30))).toEqual([[1, 100n]])
    await f.at(30 * DAY)
    await f.deposit(1, ONE)
    await f.at(50 * DAY)
    await chain.mine()
    await indexed.index()
    const end = f.born + 60 * DAY
    expect(holdings(indexed.state, A, chain.now)).toMatchObject([
      {
        stakeIndex: 0,
        unlock: f.born + 50 * DAY,
        holdUntil: end,
        forfeitsNow: { penalty: 0n, claimable: 0n, periods: [1] },
      },
    ])
    expect(stakerWarnings(indexed.state, A, chain.now)).toEqual([
      { kind: 'hold', stakeIndex: 0, unlock: f.born + 50 * DAY, until: end },
    ])

    expect(f.pool.event(await f.unstake(A, 0), 'Unstaked').penalty).toBe(0n)
    await f.at(60 * DAY)
    await expect(f.claim(A, 1)).rejects.toMatchObject({ errorName: 'NothingToClaim' })
    expect(holdings((await indexed.index()).state, A, chain.now)).toEqual([])
    expect(indexed.codes).toEqual([])
  },
)
