import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Scratch } from '../../src/audit/replay/scratch'
import type { ProfileInput } from '../../src/config/profile'
import { loadChdb } from '../../src/embedded/clickhouse/chdb'
import { account, DEAD, TestChain } from '../support/anvil'
import { AssayProcess } from '../support/assay'
import { freshDatabase, startTestPostgres, type TestPostgres } from '../support/postgres'

const DAY = 86_400
const ETHER = 10n ** 18n
const owner = account(0)
const staker = account(1)

let postgres: TestPostgres
let chain: TestChain
let folder: string
let env: Record<string, string>
let db: Client
let indexer: AssayProcess

beforeAll(async () => {
  ;[postgres, chain] = await Promise.all([startTestPostgres(), TestChain.start()])
  folder = mkdtempSync(path.join(os.tmpdir(), 'assay-replay-'))
  const token = await chain.deploy('DsyncToken', [owner], owner)
  const pool = await chain.deploy('DestraPool', [token.address], owner)
  const profile = path.join(folder, 'replayed.json')
  const input: ProfileInput = {
    name: 'replayed',
    chainId: 31337,
    rpc: chain.url,
    finalityConfirmation: 12,
    token: { address: token.address, symbol: 'DSync', decimals: 18, burnSinks: [DEAD], silentFees: true },
    contracts: { stakingPool: { address: pool.address, kind: 'destra-pool' } },
  }
  writeFileSync(profile, JSON.stringify(input))
  await token.write(owner, 'transfer', [staker, 1_000n * ETHER])
  await token.write(staker, 'approve', [pool.address, 1_000n * ETHER])
  for (let i = 0; i < 20; i++) await token.write(owner, 'transfer', [account(50 + (i % 7)), BigInt(i + 1) * ETHER])
  await pool.write(staker, 'stake', [100n * ETHER, 30 * DAY])
  await pool.write(staker, 'stake', [100n * ETHER, 90 * DAY])
  await pool.write(staker, 'unstake', [1])
  // In the hot tail.
  await token.write(owner, 'transfer', [DEAD, 7n])

  const { url } = await freshDatabase(postgres.url, 'replay')
  env = { DB_URL: url, CLICKHOUSE_URL: '', ASSAY_DATA: folder, ASSAY_PROFILES: profile }
  const migrated = await AssayProcess.run(['migrate'], env)
  if (migrated.code !== 0) throw new Error(migrated.output)
  db = new Client({ connectionString: url })
  await db.connect()
  indexer = AssayProcess.start(['index'], env)
  const { hash } = await chain.rpc<{ hash: string }>('eth_getBlockByNumber', 'latest', false)
  await indexer.until('the head', async () => (await db.query('select hash from head')).rows[0]?.hash === hash)
})
afterAll(async () => {
  await indexer?.stop()
  await db?.end()
  await chain?.stop()
  await postgres?.stop()
  rmSync(folder, { recursive: true, force: true })
})

async function replay(...flags: string[]) {
  const { code, output } = await AssayProcess.run(['replay', '--json', ...flags], env)
  return { code, ...JSON.parse(output) }
}

describe('assay replay', () => {
  it('comes to what was indexed, hot tail included, and leaves nothing behind (X11)', async () => {
    const events = Number((await db.query('select count(*) from event')).rows[0].count)
    expect(events).toBeGreaterThan(25)
    const found = await replay()
    expect(found).toMatchObject({ code: 0, network: 'replayed', events, equal: true, differing: [] })
    expect(found.digest).toMatch(/^[0-9a-f]{64}$/)
    expect(found.liveDigest).toBe(found.digest)
    expect((await db.query("select 1 from pg_namespace where nspname = 'assay_replay'")).rows).toEqual([])
  })

  it('tells what the projections were after a block: the same as if the log had ended there (X11)', async () => {
    const half = 15
    const first = await replay('--to', `${half}`)
    const all = await replay('--to', '1000000')
    expect(all.at).toMatchObject({ events: all.events, digest: all.digest })
    expect(first.at.digest).not.toBe(all.digest)
    expect(first).toMatchObject({ equal: true, digest: all.digest })
    const { rows } = await db.query('select count(*)::int as events from event where block <= $1', [half])
    expect(first.at).toMatchObject({ block: half, events: rows[0].events })
  })

  it('is refused while another one works on the database, which loses nothing by it', async () => {
    const other = await Scratch.open(env.DB_URL!)
    try {
      expect(await AssayProcess.run(['replay'], env)).toMatchObject({
        code: 2,
        output: expect.stringMatching(/E-REPLAY-TAKEN.*\n.*Wait/),
      })
      expect((await db.query("select 1 from pg_namespace where nspname = 'assay_replay'")).rows).toHaveLength(1)
    } finally {
      await other.drop()
    }
    expect(await replay()).toMatchObject({ code: 0, equal: true })
  })

  it.each([
    [
      'balance',
      'update balance set amount = amount + 1 where id = (select min(id) from balance)',
      /^amount \d+, by the log \d+$/,
    ],
    ['position', "update position set status = 'open', closed_block = null", /status open, by the log closed/],
    [
      'movement',
      'delete from movement where id = (select max(id) from movement)',
      /^missing; by the log .*"amount":"7"/,
    ],
  ])('finds that %s is not what the log says, and names table and row (X11)', async (table, sql, why) => {
    await db.query('begin')
    await db.query(`create table kept as select * from ${table}`)
    await db.query(sql)
    await db.query('commit')
    try {
      const found = await replay()
      expect(found).toMatchObject({ code: 1, equal: false, differing: [table] })
      expect(found.rows[0]).toEqual({
        table,
        id: expect.stringContaining('replayed-'),
        why: expect.stringMatching(why),
      })
    } finally {
      await db.query(`begin; delete from ${table}; insert into ${table} select * from kept; drop table kept; commit`)
    }
    expect(await replay()).toMatchObject({ code: 0, equal: true })
  })
})

describe('assay export', () => {
  const file = (name: string) => path.join(folder, name)
  const finals = 'event where block <= (select height from squid_replayed.status)'

  it('writes the final rows of a table, as Postgres has them, for any program to read', async () => {
    for (const name of ['events.csv', 'events.parquet'])
      expect(await AssayProcess.run(['export', '--table', 'event', '--out', file(name)], env)).toMatchObject({
        code: 0,
      })
    const { rows } = await db.query(`select id, block, tx_hash, data::text as data from ${finals} order by id`)
    const hot = await db.query(`select 1 from event where id not in (select id from ${finals})`)
    expect([rows.length > 10, hot.rows.length > 0]).toEqual([true, true])

    const { Session } = await loadChdb()
    const engine = new Session(file('engine'))
    const read = async (from: string) => {
      const sql = `select id, toInt32(block) as block, tx_hash, data from file('${from}') order by id`
      const answer = await engine.queryAsync(sql, { format: 'JSONEachRow' })
      return Buffer.from(answer.bytes())
        .toString()
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line))
    }
    try {
      expect(await read(file('events.parquet'))).toEqual(rows)
      expect(await read(file('events.csv'))).toEqual(rows)
    } finally {
      engine.close()
    }
  })

  it.each([
    [['--table', 'secrets', '--out', 'x.csv'], /E-USAGE: the table secrets.*\n.*event, movement/],
    [['--table', 'event', '--out', 'x.xlsx'], /E-USAGE: the format of x.xlsx.*\n.*\.csv, \.parquet/],
    [['--table', 'event', '--out', 'no/such/folder.csv'], /E-EXPORT: no\/such\/folder.csv cannot be written/],
  ])('refuses %j', async (args, words) => {
    expect(await AssayProcess.run(['export', ...args], env)).toMatchObject({
      code: 2,
      output: expect.stringMatching(words),
    })
  })
})
