import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AUDIT_NODE } from '../../../src/audit/node'
import { positionsCheck } from '../../../src/audit/positions'
import { explainUnstakes } from '../../../src/audit/unstakes'
import { openNode } from '../../../src/chain/node'
import { hash } from '../../../src/economics/units'
import { DAY, ONE } from '../../contracts/poolFixture'
import { Wallet } from '../../contracts/traps/wallet'
import { TestChain } from '../../support/anvil'
import { startTestPostgres, type TestPostgres } from '../../support/postgres'
import { PoolEconomy } from '../indexer/poolEconomy'

const MONTH = BigInt(30 * DAY)

describe.each([1, 3] as const)('trap 4, the last resort, generation %i', (generation) => {
  let postgres: TestPostgres
  let chain: TestChain
  beforeAll(async () => {
    ;[postgres, chain] = await Promise.all([startTestPostgres(), TestChain.start()])
  })
  afterAll(async () => {
    await chain?.stop()
    await postgres?.stop()
  })

  it('an ambiguous unstake gets the difference of getUserStakes around its block, once, when it is final', async () => {
    const economy = await PoolEconomy.deploy(chain, postgres, generation)
    const { f, db, network } = economy
    const wallet = await Wallet.deploy(f, 300n * ONE)
    await wallet.calls(['stake', 100n * ONE, MONTH])
    await f.at(5 * DAY)
    await wallet.calls(['stake', 100n * ONE, MONTH], ['stake', 1n, MONTH])
    // Same amount, same penalty, same run of weights: nothing in the log says it is the later one.
    const receipt = await wallet.unnamedCalls(['unstake', 1n], ['unstake', 2n])
    const indexer = economy.start()
    try {
      await economy.caughtUp(indexer)
      const [finding] = await economy.rows<{ evidence: object; block: number }>('select block, evidence from finding')
      const block = Number(receipt.blockNumber)
      expect(finding).toEqual({ block, evidence: { owner: wallet.address, candidates: '0,1' } })

      const stakes = async () => {
        const question = `{ staker(network: "gen${generation}", address: "${wallet.address}") {
          pool { uncertain stakes { index } interval { choices stakes { index sure } } } } }`
        const { data, errors } = await economy.ask(question)
        expect(errors).toBeUndefined()
        return data.staker.pool
      }
      const either = [0, 1].map((index) => ({ index, sure: false }))
      expect(await stakes()).toMatchObject({ uncertain: true, interval: { choices: 2, stakes: either } })

      const node = openNode(chain.url, AUDIT_NODE)
      expect(await explainUnstakes(db, node, network, block - 1)).toBe(0)
      expect(await explainUnstakes(db, node, network, block)).toBe(1)
      expect(await explainUnstakes(db, node, network, block)).toBe(0)
      expect(await economy.rows('select block, block_hash, evidence from finding_evidence')).toEqual([
        { block, block_hash: receipt.blockHash, evidence: { withdrawn: '1,2', closed: '0', agrees: 'false' } },
      ])
      // The chain has left one choice, and what is shown is of it: the ledger had closed stake 0.
      expect(await stakes()).toEqual({
        ...{ uncertain: true, stakes: [{ index: 0 }] },
        interval: { choices: 1, stakes: [{ index: 0, sure: true }] },
      })
      const amount = `${100n * ONE}`
      expect(await positionsCheck(db, node, network, { number: block, hash: hash(receipt.blockHash) })).toMatchObject({
        ...{ id: 'positions', ok: false, expected: '1', actual: '0' },
        evidence: { [wallet.address]: `- ${amount} - here, ${amount} - - there` },
      })
    } finally {
      await indexer.stop()
      await economy.end()
    }
  })
})
