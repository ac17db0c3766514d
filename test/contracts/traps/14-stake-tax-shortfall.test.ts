import { expect } from 'vitest'
import { driftCause, POOL_SOLVENCY } from '../../../src/economics/drift'
import { poolWarnings } from '../../../src/economics/pool/warning'
import { account } from '../../support/anvil'
import { OWNER } from '../poolFixture'
import { IndexedPool } from './indexedPool'
import { trap } from './trap'

const [A, B] = [account(10), account(11)]

// The alarm over a real Postgres, as a drift row of `pool-solvency`: test/integration/audit/reconcile.test.ts.
trap(
  'trap 14: under wallet tax the pool owes 1,000 and holds 950, and the last to leave reverts: finding and alarm',
  async (chain) => {
    const indexed = await IndexedPool.deploy(chain)
    const { f } = indexed
    for (const user of [A, B]) await f.fund(user, 1_000n)
    await f.token.write(OWNER, 'setWalletTax', [true])
    await f.stake(A, 1_000n, 30)
    const [owed, held] = [
      await f.pool.read<bigint>('totalStaked'),
      await f.token.read<bigint>('balanceOf', [f.pool.address]),
    ]
    expect([owed, held]).toEqual([1_000n, 950n])
    await indexed.index()
    expect(indexed.findings('F-STAKE-SHORTFALL')).toEqual([{ owner: A, staked: '1000', received: '950', short: '50' }])
    expect([indexed.state.totalStaked, indexed.balance(f.pool.address)]).toEqual([owed, held])
    const solvency = { class: POOL_SOLVENCY, account: f.pool.address, ledger: held, chain: owed }
    expect(driftCause(solvency, { address: f.token.address, silentFees: true })).toBe('stake-tax shortfall')

    expect(poolWarnings(indexed.state, chain.now, held)).toEqual([
      { kind: 'insolvent', severity: 'critical', short: 50n },
    ])

    await f.stake(B, 1_000n, 30)
    await chain.warp(chain.now + 31 * 86_400)
    await f.unstake(A, 0)
    await expect(f.unstake(B, 0)).rejects.toMatchObject({ errorName: 'InsufficientBalance' })
    expect((await indexed.index()).codes).toEqual(['F-STAKE-SHORTFALL', 'F-STAKE-SHORTFALL'])
  },
)
