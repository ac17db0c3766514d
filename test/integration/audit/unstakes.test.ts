import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { positions } from '../../../src/audit/checks/positions'
import { AUDIT_NODE } from '../../../src/audit/node'
import { explainUnstakes } from '../../../src/audit/unstakes'
import { openNode } from '../../../src/chain/node'
import { hash } from '../../../src/economics/units'
import { DAY, ONE } from '../../contracts/poolFixture'
import { Wallet } from '../../contracts/traps/wallet'
import { TestChain } from '../../support/anvil'
import { startTestPostgres, type TestPostgres } from '../../support/postgres'
import { QuirkProxy } from '../../support/quirks/proxy'
import { PoolEconomy } from '../indexer/poolEconomy'
import { answerOf } from './answerOf'

const MONTH = BigInt(30 * DAY)

describe.each([1, 3] as const)('trap 4, the last resort, generation %i', (generation) => {
  let postgres: TestPostgres
  let chain: TestChain
  let proxy: QuirkProxy
  beforeAll(async () => {
    ;[postgres, chain] = await Promise.all([startTestPostgres(), TestChain.start()])
    proxy = await QuirkProxy.start(chain.url)
  })
  afterAll(async () => {
    proxy?.stop()
    await chain?.stop()
    await postgres?.stop()
  })

  /** Same amount, same penalty, same run of weights: nothing in the log says that it is the later one. */
  async function unstakeUnnamed({ f }: PoolEconomy) {
    const wallet = await Wallet.deploy(f, 300n * ONE)
    await wallet.calls(['stake', 100n * ONE, MONTH])
    await f.at(5 * DAY)
    await wallet.calls(['stake', 100n * ONE, MONTH], ['stake', 1n, MONTH])
    const receipt = await wallet.unnamedCalls(['unstake', 1n], ['unstake', 2n])
    return { owner: wallet.address, block: { number: Number(receipt.blockNumber), hash: hash(receipt.blockHash) } }
  }

  it.each(['at the head', 'in history'])('is resolved by getUserStakes around its block, read %s', async (read) => {
    const economy = await PoolEconomy.deploy(chain, postgres, generation)
    const { owner, block } = await unstakeUnnamed(economy)
    if (read === 'in history') for (let i = 0; i < 20; i++) await chain.mine()
    const indexer = economy.start()
    try {
      await economy.caughtUp(indexer)
      expect(await economy.rows(`select code from finding`)).toEqual([])
      expect(
        await economy.rows(
          `select data->>'callWithdrawn' as told from event where kind = 'destra-pool.Unstaked' order by id`,
        ),
      ).toEqual([{ told: '1,2' }, { told: '1,2' }])
      const node = openNode(chain.url, AUDIT_NODE)
      expect(await answerOf(positions, { db: economy.db, node, network: economy.network, block })).toMatchObject({
        ok: true,
        actual: '1',
      })
      expect(await economy.rows(`select "index" from position where status = 'open' and owner = '${owner}'`)).toEqual([
        { index: 0 },
      ])
      expect(await economy.replayed()).toEqual({ equal: true, differing: [] })
    } finally {
      await indexer.stop()
      await economy.end()
    }
  })

  it('gets evidence later, once, when it is final and had no node with its state', async () => {
    const economy = await PoolEconomy.deploy(chain, postgres, generation, proxy.url(`nostate//${generation}`))
    const { owner, block } = await unstakeUnnamed(economy)
    const { db, network } = economy
    const indexer = economy.start()
    try {
      await economy.caughtUp(indexer)
      const [finding] = await economy.rows<{ evidence: object; block: number }>('select block, evidence from finding')
      expect(finding).toEqual({ block: block.number, evidence: { owner, candidates: '0,1' } })

      const stakes = async () => {
        const question = `{ staker(network: "gen${generation}", address: "${owner}") {
          pool { uncertain stakes { index } interval { choices stakes { index sure } } } } }`
        const { data, errors } = await economy.ask(question)
        expect(errors).toBeUndefined()
        return data.staker.pool
      }
      const either = [0, 1].map((index) => ({ index, sure: false }))
      expect(await stakes()).toMatchObject({ uncertain: true, interval: { choices: 2, stakes: either } })

      const node = openNode(chain.url, AUDIT_NODE)
      expect(await explainUnstakes(db, node, network, block.number - 1)).toBe(0)
      expect(await explainUnstakes(db, node, network, block.number)).toBe(1)
      expect(await explainUnstakes(db, node, network, block.number)).toBe(0)
      expect(await economy.rows('select block, block_hash, evidence from finding_evidence')).toEqual([
        {
          ...{ block: block.number, block_hash: block.hash },
          evidence: { withdrawn: '1,2', closed: '0', agrees: 'false' },
        },
      ])
      // The chain has left one choice, and what is shown is of it: the ledger had closed stake 0.
      expect(await stakes()).toEqual({
        ...{ uncertain: true, stakes: [{ index: 0 }] },
        interval: { choices: 1, stakes: [{ index: 0, sure: true }] },
      })
      const amount = `${100n * ONE}`
      expect(await answerOf(positions, { db, node, network, block })).toMatchObject({
        ...{ ok: false, expected: '1', actual: '0' },
        evidence: { [owner]: `- ${amount} - here, ${amount} - - there` },
      })
    } finally {
      await indexer.stop()
      await economy.end()
    }
  })
})
