import { expect } from 'vitest'
import { driftCause } from '../../../src/economics/drift'
import { account } from '../../support/anvil'
import { ONE, OWNER } from '../poolFixture'
import { IndexedPool } from './indexedPool'
import { trap } from './trap'

const [A, B] = [account(10), account(11)]

// The same over a real Postgres, as drift rows: test/integration/audit/reconcile.test.ts.
trap(
  'trap 1: a fee without a Transfer leaves the sender too rich and the token too poor: drift "transfer tax"',
  async (chain) => {
    const indexed = await IndexedPool.deploy(chain)
    const { f } = indexed
    const token = { address: f.token.address, silentFees: true }
    await f.fund(A, 1_000n * ONE)
    await f.token.write(OWNER, 'setWalletTax', [true])
    await f.token.write(A, 'transfer', [B, 100n * ONE])
    await f.token.write(OWNER, 'distributeFees', [OWNER, 2n * ONE])
    await indexed.index()

    const drift = async (account: string, className: string) => {
      const ledger = indexed.balance(account)
      const held = await f.token.read<bigint>('balanceOf', [account])
      return [ledger - held, driftCause({ class: className, account, ledger, chain: held }, token)]
    }
    expect(await drift(A, 'holders')).toEqual([5n * ONE, 'transfer tax'])
    expect(await drift(B, 'holders')).toEqual([0n, 'none'])
    expect(await drift(f.token.address, 'tax')).toEqual([-5n * ONE, 'transfer tax'])
    // Below zero when fees are paid out, which only the token contract may be.
    expect(indexed.balance(f.token.address)).toBe(-2n * ONE)
    expect(indexed.codes).toEqual([])
  },
)
