import { describe, expect } from 'vitest'
import { account } from '../../support/anvil'
import { DAY, ONE } from '../poolFixture'
import { IndexedPool } from './indexedPool'
import { trap } from './trap'
import { Wallet } from './wallet'

const A = account(10)
const DAYS = (n: number) => BigInt(n * DAY)

/** Which stakes are closed, by the indexer and by the chain. */
async function closed(indexed: IndexedPool, owner: string) {
  await indexed.index()
  const stakes = await indexed.f.pool.read<{ withdrawn: boolean }[]>('getUserStakes', [owner])
  return {
    indexer: indexed.positions.filter((row) => row.status === 'closed').map((row) => row.index),
    chain: stakes.flatMap(({ withdrawn }, index) => (withdrawn ? [index] : [])),
  }
}

describe('trap 4: Unstaked has no stake index', () => {
  trap('1: the transaction’s input says it where the pool is called directly', async (chain) => {
    const indexed = await IndexedPool.deploy(chain)
    const { f } = indexed
    await f.fund(A, 300n * ONE)
    for (const day of [0, 1, 2]) {
      await f.at(day * DAY + 100)
      await f.stake(A, 100n * ONE, 30)
    }
    await f.unstake(A, 1)
    expect(await closed(indexed, A)).toEqual({ indexer: [1], chain: [1] })
    expect(indexed.codes).toEqual([])
  })

  trap('2: through a wallet, the only open position with that amount', async (chain) => {
    const indexed = await IndexedPool.deploy(chain)
    const wallet = await Wallet.deploy(indexed.f, 300n * ONE)
    await wallet.calls(['stake', 100n * ONE, DAYS(30)], ['stake', 150n * ONE, DAYS(30)])
    await wallet.calls(['unstake', 1n])
    expect(await closed(indexed, wallet.address)).toEqual({ indexer: [1], chain: [1] })
    expect(indexed.codes).toEqual([])
  })

  trap('3: the penalty’s ratio, and the run of weights in the same transaction', async (chain) => {
    const indexed = await IndexedPool.deploy(chain)
    const { f } = indexed
    const wallet = await Wallet.deploy(f, 400n * ONE)
    await wallet.calls(['stake', 100n * ONE, DAYS(30)], ['stake', 100n * ONE, DAYS(90)])
    await f.at(20 * DAY)
    await wallet.calls(['stake', 100n * ONE, DAYS(30)])
    // 15 % is the 30 day tier's; of its two, only the later counts in period 1.
    await wallet.unnamedCalls(['unstake', 2n])
    expect(await closed(indexed, wallet.address)).toEqual({ indexer: [2], chain: [2] })
    await wallet.unnamedCalls(['unstake', 1n])
    expect(await closed(indexed, wallet.address)).toEqual({ indexer: [1, 2], chain: [1, 2] })
    expect(indexed.codes).toEqual([])
  })

  trap(
    '4: through a wallet, the index behind its selector, however deep it lies and of equal stakes too',
    async (chain) => {
      const indexed = await IndexedPool.deploy(chain)
      const { f } = indexed
      const wallet = await Wallet.deploy(f, 500n * ONE)
      for (let n = 0; n < 4; n++) await wallet.calls(['stake', 100n * ONE, DAYS(30)])
      await wallet.calls(['unstake', 1n])
      expect(await closed(indexed, wallet.address)).toEqual({ indexer: [1], chain: [1] })
      await f.at(5 * DAY)
      await wallet.calls(['stake', 100n * ONE, DAYS(30)])
      await wallet.calls(['unstake', 4n], ['unstake', 2n])
      expect(await closed(indexed, wallet.address)).toEqual({ indexer: [1, 2, 4], chain: [1, 2, 4] })
      expect(indexed.codes).toEqual([])
    },
  )

  trap('4: of calls of which one failed, none is taken for the other', async (chain) => {
    const indexed = await IndexedPool.deploy(chain)
    const wallet = await Wallet.deploy(indexed.f, 500n * ONE)
    for (let n = 0; n < 3; n++) await wallet.calls(['stake', 100n * ONE, DAYS(30)])
    await wallet.tries(
      [
        ['unstake', 0n],
        ['unstake', 9n],
      ],
      [['unstake', 1n]],
    )
    await indexed.index()
    expect(indexed.findings('F-AMBIGUOUS-UNSTAKE')).toEqual([{ owner: wallet.address, candidates: '0,1' }])
  })

  trap('a claim that shows that another was closed blames nobody, and takes its own weight', async (chain) => {
    const indexed = await IndexedPool.deploy(chain)
    const { f } = indexed
    const wallet = await Wallet.deploy(f, 400n * ONE)
    await f.fund(A, 100n * ONE)
    await wallet.calls(['stake', 100n * ONE, DAYS(30)])
    await f.stake(A, 100n * ONE, 90)
    await f.deposit(0, 10n ** 18n)
    await f.at(20 * DAY)
    await wallet.calls(['stake', 100n * ONE, DAYS(30)])
    // Both are unlocked and their periods over: the indexer closes stake 0, which period 0 still owes, the pool stake 1.
    await f.at(61 * DAY)
    await wallet.unnamedCalls(['unstake', 1n])
    await wallet.calls(['claimRewards', 0n])
    await f.claim(A, 0)
    await indexed.index()
    expect(indexed.findings('F-POOL-DIFFERENCE')).toEqual([
      expect.objectContaining({ uncertain: 'true', owner: wallet.address, predicted: 'reverts: NothingToClaim' }),
    ])
    const held = indexed.state.periods.get(0)!
    expect([held.deposited - held.claimed, held.booked - held.claimedWeight]).toEqual([
      await f.pot(0),
      await f.weight(0),
    ])
  })

  trap('what a stake stranded is uncertain where another may have left', async (chain) => {
    const indexed = await IndexedPool.deploy(chain)
    const { f } = indexed
    const wallet = await Wallet.deploy(f, 300n * ONE)
    for (let n = 0; n < 2; n++) await wallet.calls(['stake', 100n * ONE, DAYS(30)])
    await f.fund(A, 100n * ONE)
    await f.stake(A, 100n * ONE, 30)
    await f.deposit(0, 3n * 10n ** 18n)
    await f.at(31 * DAY)
    await wallet.unnamedCalls(['unstake', 1n])
    await f.unstake(A, 0)
    await indexed.index()
    const stranded = indexed.findings('F-STRANDED-ETH') as { stake: string; uncertain?: string }[]
    expect(stranded.map(({ stake, uncertain }) => [stake, uncertain])).toEqual([
      ['0', 'true'],
      ['0', undefined],
    ])
  })

  trap('5: where nothing tells them apart it is a finding that names the candidates', async (chain) => {
    const indexed = await IndexedPool.deploy(chain)
    const { f } = indexed
    const wallet = await Wallet.deploy(f, 400n * ONE)
    await wallet.calls(['stake', 100n * ONE, DAYS(30)], ['stake', 100n * ONE, DAYS(30)])
    await f.at(5 * DAY)
    await wallet.calls(['stake', 100n * ONE, DAYS(30)])
    await wallet.unnamedCalls(['unstake', 2n])
    await indexed.index()
    // All count in period 0 and cost 15 %: only the chain's views know. `assay cron` asks them: see
    // test/integration/audit/unstakes.test.ts.
    expect(indexed.findings('F-AMBIGUOUS-UNSTAKE')).toEqual([{ owner: wallet.address, candidates: '0,1,2' }])
    expect(indexed.codes).toEqual(['F-AMBIGUOUS-UNSTAKE'])
  })
})
