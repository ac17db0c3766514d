import { expect } from 'vitest'
import { account, DEAD, ZERO } from '../../support/anvil'
import { ONE, OWNER } from '../poolFixture'
import { IndexedPool } from './indexedPool'
import { trap } from './trap'

const A = account(10)

trap(
  'trap 2: a burn never changes totalSupply(); the ledger finds it by its receiver, the airdrop to 0x0 too',
  async (chain) => {
    const indexed = await IndexedPool.deploy(chain)
    const { f } = indexed
    const before = await f.token.read<bigint>('totalSupply')
    await f.fund(A, 100n * ONE)
    await f.token.write(A, 'transfer', [DEAD, 30n * ONE])
    await f.token.write(OWNER, 'airdrop', [[ZERO], [7n * ONE]])
    await expect(f.token.write(A, 'transfer', [ZERO, 1n])).rejects.toMatchObject({ errorName: 'ZeroAddress' })
    await indexed.index()

    expect(await f.token.read('totalSupply')).toBe(before)
    expect(-indexed.supply('issuance')).toBe(before)
    const sinks = [await f.token.read<bigint>('balanceOf', [DEAD]), await f.token.read<bigint>('balanceOf', [ZERO])]
    expect(sinks).toEqual([30n * ONE, 7n * ONE])
    expect(indexed.supply('burned')).toBe(37n * ONE)
    expect(before - indexed.supply('burned')).toBe(await f.token.read('getCirculatingSupply'))
  },
)
