import { expect } from 'vitest'
import { account, DEAD } from '../../support/anvil'
import { ONE, OWNER } from '../poolFixture'
import { IndexedPool } from './indexedPool'
import { trap } from './trap'

const A = account(10)

trap(
  'trap 3: a penalty of 150 is announced before token tax and 142.5 arrives at 5 %: a finding with both',
  async (chain) => {
    const indexed = await IndexedPool.deploy(chain)
    const { f } = indexed
    await f.fund(A, 1_000n * ONE)
    await f.stake(A, 1_000n * ONE, 30)
    await f.token.write(OWNER, 'setWalletTax', [true])
    const receipt = await f.unstake(A, 0)
    expect(f.pool.event(receipt, 'Unstaked')).toMatchObject({ amount: 1_000n * ONE, penalty: 150n * ONE })
    expect(f.token.events(receipt).map(({ args }) => [args.to, args.value])).toEqual([
      [DEAD, 1425n * 10n ** 17n],
      [A, 8075n * 10n ** 17n],
    ])

    await indexed.index()
    expect(indexed.findings('F-PENALTY-TAXED')).toEqual([
      { announced: `${150n * ONE}`, burned: `${1425n * 10n ** 17n}` },
    ])
    // What burned is what arrived, and it is an early exit all the same.
    expect(indexed.supply('burned', 'early-exit')).toBe(await f.token.read('balanceOf', [DEAD]))
    expect(indexed.positions.map(({ status, penalty }) => [status, penalty])).toEqual([['closed', 150n * ONE]])
    expect(indexed.codes).toEqual(['F-PENALTY-TAXED'])
  },
)
