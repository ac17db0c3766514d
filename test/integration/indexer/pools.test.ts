import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ProfileInput } from '../../../src/config/profile'
import { type Generation, poolRules } from '../../../src/economics/pool/rules'
import { DAY, ONE, PERIOD, PoolFixture } from '../../contracts/pool-fixture'
import { account, DEAD, TestChain } from '../../support/anvil'
import { AssayProcess } from '../../support/assay'
import { freshDatabase, startTestPostgres, type TestPostgres } from '../../support/postgres'

const [ann, bob] = [account(11), account(12)]

let postgres: TestPostgres
let folder: string

beforeAll(async () => {
  postgres = await startTestPostgres()
  folder = mkdtempSync(path.join(os.tmpdir(), 'assay-pools-'))
})
afterAll(async () => {
  await postgres?.stop()
  rmSync(folder, { recursive: true, force: true })
})

/** A pool of one generation, and an indexer of it on a database of its own. */
async function economy(chain: TestChain, generation: Generation) {
  const name = `gen${generation}`
  const f = await PoolFixture.deploy(chain, generation)
  const token = { address: f.token.address, symbol: 'DSync', decimals: 18, burnSinks: [DEAD] }
  const profile: ProfileInput = {
    ...{ name, chainId: 31337, rpc: chain.url, finalityConfirmation: 12 },
    token: { ...token, burnReducesTotal: false, silentFees: true },
    contracts: { stakingPool: { address: f.pool.address, kind: 'destra-pool', generation } },
  }
  const profileFile = path.join(folder, `${name}.json`)
  writeFileSync(profileFile, JSON.stringify(profile))
  const { url } = await freshDatabase(postgres.url, name)
  const env = { DB_URL: url, CLICKHOUSE_URL: '', ASSAY_DATA: path.join(folder, name) }
  const migrated = await AssayProcess.run(['migrate'], env)
  if (migrated.code !== 0) throw new Error(migrated.output)
  const db = new Client({ connectionString: url })
  await db.connect()
  return { name, f, db, start: () => AssayProcess.start(['index', '--profile', profileFile], env) }
}
type Economy = Awaited<ReturnType<typeof economy>>

async function caughtUp({ db, name, f }: Economy, indexer: AssayProcess): Promise<void> {
  const head = await f.chain.rpc<{ hash: string }>('eth_getBlockByNumber', 'latest', false)
  await indexer.until('the head to be indexed', async () => {
    const { rows } = await db.query('select hash from head where id = $1', [name])
    return rows[0]?.hash === head.hash
  })
}

/** What the indexer folded, and what the contract stores: index, staked, and pot and denominator of every period. */
async function bothSides({ db, f }: Economy) {
  const { rows: pools } = await db.query('select index, total_staked as staked from pool')
  const { rows: periods } = await db.query<{ period: number; pot: string; weight: string }>(
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
  it('is the contract’s own state after kills and a reorg, every claim predicted (S3, X2)', async () => {
    const chain = await TestChain.start()
    const it = await economy(chain, generation)
    const { f, db } = it
    const agree = async () => {
      const { indexer, chain: node } = await bothSides(it)
      expect(indexer).toEqual(node)
      expect(indexer.periods.length).toBeGreaterThan(0)
    }
    let indexer = it.start()
    try {
      for (const user of [ann, bob]) await f.fund(user, 1_000n * ONE)
      await f.stake(ann, 100n * ONE, 90)
      await f.stake(bob, 50n * ONE, 180)
      await f.deposit(0, 10n ** 18n + 1n)
      await caughtUp(it, indexer)
      await agree()
      await indexer.stop('SIGKILL')

      await f.at(PERIOD + DAY)
      if (generation < 3) await f.setWeight(0, 350n * ONE)
      await f.claim(bob, 0)
      for (let i = 0; i < 15; i++) await chain.mine()
      indexer = it.start()
      await caughtUp(it, indexer)
      await agree()

      const snapshot = await chain.rpc<string>('evm_snapshot')
      const then = chain.now
      await f.claim(ann, 0)
      await f.unstake(bob, 0)
      await caughtUp(it, indexer)
      await agree()

      await chain.rpc('evm_revert', snapshot)
      chain.now = then
      await chain.mine(then + 100)
      await f.unstake(ann, 0)
      await chain.mine()
      await caughtUp(it, indexer)
      await agree()
      const { rows: claims } = await db.query('select account, period from pool_claim')
      expect(claims).toEqual([{ account: bob, period: 0 }])
      const { rows: rulesets } = await db.query('select ruleset from pool')
      expect(rulesets).toEqual([{ ruleset: poolRules[generation].ruleset }])
      // Ann left period 0 unclaimed: what the replaced branch found is gone, what this one shows is there.
      const { rows: found } = await db.query("select code, evidence->>'owner' as owner from finding")
      expect(found).toEqual([{ code: 'F-STRANDED-ETH', owner: ann }])
    } finally {
      await indexer.stop()
      await db.end()
      await chain.stop()
    }
  })
})
