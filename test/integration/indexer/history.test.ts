import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ProfileInput } from '../../../src/config/profile'
import { account, DEAD, TestChain } from '../../support/anvil'
import { AssayProcess } from '../../support/assay'
import type { TestContract } from '../../support/contract'
import { freshDatabase, startTestPostgres, type TestPostgres } from '../../support/postgres'

const DAY = 86_400
const ETHER = 10n ** 18n
const FINALITY = 12
const TABLES = ['event', 'movement', 'balance', 'supply_point', 'position'] as const
const owner = account(0)
const stakers = [account(1), account(2), account(3)]

let postgres: TestPostgres
let chain: TestChain
let folder: string
let token: TestContract
let pool: TestContract
let profile: string

beforeAll(async () => {
  ;[postgres, chain] = await Promise.all([startTestPostgres(), TestChain.start()])
  folder = mkdtempSync(path.join(os.tmpdir(), 'assay-history-'))
  token = await chain.deploy('DsyncToken', [owner], owner)
  pool = await chain.deploy('DestraPool', [token.address], owner)
  profile = path.join(folder, 'history.json')
  const input: ProfileInput = {
    name: 'history',
    chainId: 31337,
    rpc: chain.url,
    startBlock: Number(await chain.rpc<string>('eth_blockNumber')) - 1,
    finalityConfirmation: FINALITY,
    token: { address: token.address, symbol: 'DSync', decimals: 18, burnSinks: [DEAD], silentFees: true },
    contracts: { stakingPool: { address: pool.address, kind: 'destra-pool' } },
  }
  writeFileSync(profile, JSON.stringify(input))
})
afterAll(async () => {
  await chain?.stop()
  await postgres?.stop()
  rmSync(folder, { recursive: true, force: true })
})

/** An indexer on a database of its own. */
async function indexerOf(name: 'killed' | 'calm') {
  const { url } = await freshDatabase(postgres.url, name)
  const env = { DB_URL: url, CLICKHOUSE_URL: '', ASSAY_DATA: folder }
  const migrated = await AssayProcess.run(['migrate'], env)
  if (migrated.code !== 0) throw new Error(migrated.output)
  const db = new Client({ connectionString: url })
  await db.connect()
  return { db, start: () => AssayProcess.start(['index', '--profile', profile], env) }
}

type Indexer = Awaited<ReturnType<typeof indexerOf>>

async function catchUp({ db }: Indexer, running: AssayProcess): Promise<void> {
  const { hash, number } = await chain.rpc<{ hash: string; number: string }>('eth_getBlockByNumber', 'latest', false)
  // Finality follows the head by a second reading.
  const sql = 'select 1 from head, squid_history.status as cursor where head.hash = $1 and cursor.height = $2'
  await running.until(
    'the head to be indexed and what lies below it to be final',
    async () => (await db.query(sql, [hash, Number(number) - FINALITY]).catch(() => ({ rows: [] }))).rows.length > 0,
  )
}

/** Rows and digest of every table, and where the cursor stands. */
async function state({ db }: Indexer): Promise<Record<string, string>> {
  const digests: Record<string, string> = {}
  for (const table of TABLES) {
    const { rows } = await db.query(
      `select count(*) || ' ' || md5(coalesce(string_agg(t::text, '|' order by id), '')) as digest from ${table} t`,
    )
    digests[table] = rows[0].digest
  }
  const { rows } = await db.query('select height, hash from squid_history.status')
  return { ...digests, cursor: `${rows[0].height} ${rows[0].hash}` }
}

/** Stakes, early exits, burns and transfers, several to a block and with silent blocks in between. */
async function season(blocks: number, earlierStakes: number): Promise<void> {
  for (let i = 0; i < blocks; i++) {
    if (i % 3 === 0) {
      const receivers = Array.from({ length: 7 }, (_, n) => account(50 + ((i + n) % 40)))
      await chain.submit({
        from: owner,
        to: token.address,
        data: token.encode('airdrop', [receivers, receivers.map((_, n) => BigInt(i + 1) * ETHER + BigInt(n))]),
      })
    }
    if (i % 11 === 0) await token.write(owner, 'transfer', [DEAD, BigInt(i + 1)])
    else await chain.mine()
  }
  for (const [i, staker] of stakers.entries()) {
    await pool.write(staker, 'stake', [BigInt(i + 1) * 100n * ETHER + 1n, 30 * DAY])
    await pool.write(staker, 'stake', [BigInt(i + 1) * 10n * ETHER, 90 * DAY])
    await pool.write(staker, 'unstake', [earlierStakes + 1])
  }
}

const silence = async () => {
  for (let i = 0; i < FINALITY + 5; i++) await chain.mine()
}

describe('history', () => {
  it('ends in the same rows through kills and gaps as in one go', async () => {
    const [killed, calm] = await Promise.all([indexerOf('killed'), indexerOf('calm')])
    for (const staker of stakers) {
      await token.write(owner, 'transfer', [staker, 100_000n * ETHER])
      await token.write(staker, 'approve', [pool.address, 100_000n * ETHER])
    }
    await season(300, 0)
    await silence()
    let running = killed.start()
    try {
      await running.until('the first commit', async () => (await killed.db.query('select 1 from head')).rows.length > 0)
      await running.stop('SIGKILL')
      running = killed.start()
      await catchUp(killed, running)
      await running.stop('SIGKILL')

      // Stopped for longer than finality: the gap is history too, and the hot tail of before is final by now.
      await season(60, 2)
      await silence()
      running = killed.start()
      await catchUp(killed, running)
      await running.stop()

      running = calm.start()
      await catchUp(calm, running)
      const expected = await state(calm)
      expect(await state(killed)).toEqual(expected)
      expect(expected.position).toMatch(/^12 /)
      expect((await killed.db.query('select 1 from quarantine')).rows).toEqual([])
    } finally {
      await running.stop()
      await Promise.all([killed.db.end(), calm.db.end()])
    }
  })
})
