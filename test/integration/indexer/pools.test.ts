import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { poolRules } from '../../../src/economics/pool/rules'
import { DAY, ONE, PERIOD } from '../../contracts/poolFixture'
import { account, TestChain } from '../../support/anvil'
import { startTestPostgres, type TestPostgres } from '../../support/postgres'
import { PoolEconomy } from './poolEconomy'

const [ann, bob] = [account(11), account(12)]

let postgres: TestPostgres
beforeAll(async () => {
  postgres = await startTestPostgres()
})
afterAll(() => postgres?.stop())

/** What the indexer folded, and what the contract stores: index, staked, and pot and denominator of every period. */
async function bothSides(economy: PoolEconomy) {
  const { f } = economy
  const pools = await economy.rows('select index, total_staked as staked from pool')
  const periods = await economy.rows<{ period: number; pot: string; weight: string }>(
    `select period, deposited - claimed - overwritten as pot, booked - claimed_weight as weight
     from pool_period order by period`,
  )
  const chain: { period: number; pot: string; weight: string }[] = []
  for (const { period } of periods)
    chain.push({ period, pot: `${await f.pot(period)}`, weight: `${await f.weight(period)}` })
  return {
    indexer: { pools, periods },
    chain: { pools: [{ index: await f.index(), staked: `${await f.pool.read('totalStaked')}` }], periods: chain },
  }
}

describe.each([1, 2, 3] as const)('a pool of generation %i, indexed', (generation) => {
  it('is the contract’s own state after kills and a reorg, every claim predicted, and replayed (S3, X2)', async () => {
    const chain = await TestChain.start()
    const economy = await PoolEconomy.deploy(chain, postgres, generation)
    const { f } = economy
    const agree = async () => {
      const { indexer, chain: node } = await bothSides(economy)
      expect(indexer).toEqual(node)
      expect(indexer.periods.length).toBeGreaterThan(0)
    }
    let indexer = economy.start()
    try {
      for (const user of [ann, bob]) await f.fund(user, 1_000n * ONE)
      await f.stake(ann, 100n * ONE, 90)
      await f.stake(bob, 50n * ONE, 180)
      await f.deposit(0, 10n ** 18n + 1n)
      await economy.caughtUp(indexer)
      await agree()
      await indexer.stop('SIGKILL')

      await f.at(PERIOD + DAY)
      if (generation < 3) await f.setWeight(0, 350n * ONE)
      await f.claim(bob, 0)
      for (let i = 0; i < 15; i++) await chain.mine()
      indexer = economy.start()
      await economy.caughtUp(indexer)
      await agree()

      const snapshot = await chain.rpc<string>('evm_snapshot')
      const then = chain.now
      await f.claim(ann, 0)
      await f.unstake(bob, 0)
      await economy.caughtUp(indexer)
      await agree()

      await chain.rpc('evm_revert', snapshot)
      chain.now = then
      await chain.mine(then + 100)
      await f.unstake(ann, 0)
      await chain.mine()
      await economy.caughtUp(indexer)
      await agree()
      expect(await economy.rows('select account, period from pool_claim')).toEqual([{ account: bob, period: 0 }])
      expect(await economy.rows('select ruleset from pool')).toEqual([{ ruleset: poolRules[generation].ruleset }])
      // Ann left period 0 unclaimed: what the replaced branch found is gone, what this one shows is there.
      expect(await economy.rows("select code, evidence->>'owner' as owner from finding")).toEqual([
        { code: 'F-STRANDED-ETH', owner: ann },
      ])
      expect(await economy.replayed()).toEqual({ equal: true, differing: [] })
    } finally {
      await indexer.stop()
      await economy.end()
      await chain.stop()
    }
  })
})
