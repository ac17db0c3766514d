import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { Client, Pool } from 'pg'
import { DataSource } from 'typeorm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createIndexSql, declaredIndexes } from '../../src/model/declaredIndexes'
import { makeReadIndexes } from '../../src/postgres/indexes'
import { AssayProcess } from '../support/assay'
import { freshDatabase, startTestPostgres, type TestPostgres } from '../support/postgres'

const root = path.resolve(__dirname, '../..')
const tokenOnly = path.join(root, 'profiles/token-only.json')

let postgres: TestPostgres
beforeAll(async () => {
  postgres = await startTestPostgres()
})
afterAll(() => postgres?.stop())

async function database(name: string) {
  const { url } = await freshDatabase(postgres.url, name)
  const assay = (...args: string[]) =>
    AssayProcess.run(args, { DB_URL: url, CLICKHOUSE_URL: '', ASSAY_DATA: '/nowhere' })
  return { url, assay }
}

async function connected(url: string): Promise<Client> {
  const db = new Client({ connectionString: url })
  await db.connect()
  return db
}

/** What `migration:generate` of commands.json says, and writes: in a folder that has our build, and no migrations. */
function generated(url: string): { output: string; files: string[] } {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'assay-generated-'))
  try {
    symlinkSync(path.join(root, 'lib'), path.join(folder, 'lib'))
    const command = path.join(root, 'node_modules/@subsquid/typeorm-migration/bin/squid-typeorm-migration-generate')
    const { stdout, stderr } = spawnSync(process.execPath, [command], {
      cwd: folder,
      env: { PATH: process.env.PATH, DB_URL: url },
      encoding: 'utf8',
    })
    const written = path.join(folder, 'db/migrations')
    const files = existsSync(written) ? readdirSync(written).map((name) => path.join(written, name)) : []
    return { output: `${stdout}${stderr}`.trim(), files: files.map((file) => readFileSync(file, 'utf8')) }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const NOTHING = {
  output: 'No changes in database schema were found - cannot generate a migration.',
  files: [],
}

/** A database as a build of before left it. */
async function migrateTo(url: string, last: number): Promise<void> {
  const files = readdirSync(path.join(root, 'db/migrations')).filter((file) => Number.parseInt(file, 10) <= last)
  const migrations = files.map((file) => require(path.join(root, 'db/migrations', file)))
  const source = new DataSource({ type: 'postgres', url, migrations })
  await source.initialize()
  await source.runMigrations()
  await source.destroy()
}

async function readIndexesOf(url: string): Promise<void> {
  const pool = new Pool({ connectionString: url, max: 1 })
  const alarms = {
    raise: async (code: string, message: string) => expect.fail(`${code} ${message}`),
    clear: async () => undefined,
  }
  expect(await makeReadIndexes(pool, alarms)).toBe(true)
  await pool.end()
}

interface Made {
  readonly name: string
  readonly definition: string
}

/** Every index of the database, as Postgres writes it. */
async function indexes(url: string): Promise<Made[]> {
  const db = await connected(url)
  const { rows } = await db.query<Made>(
    `select indexname as name, indexdef as definition from pg_indexes where schemaname = 'public' order by 1`,
  )
  await db.end()
  return rows
}

/** The declared indexes, made anew from their declaration, as Postgres writes them. */
async function declared(url: string): Promise<Made[]> {
  const db = await connected(url)
  const names = declaredIndexes.map(({ name }) => name)
  try {
    await db.query('begin')
    for (const name of names) await db.query(`drop index ${name}`)
    for (const index of declaredIndexes) await db.query(createIndexSql(index, 'if not exists'))
    const { rows } = await db.query<Made>(
      'select indexname as name, indexdef as definition from pg_indexes where indexname = any($1) order by 1',
      [names],
    )
    return rows
  } finally {
    await db.query('rollback')
    await db.end()
  }
}

describe('assay migrate', () => {
  it('makes exactly the tables of schema.graphql: the ORM finds nothing to change, read indexes made or not', async () => {
    const { url, assay } = await database('drift')
    expect(await assay('migrate')).toMatchObject({ code: 0 })
    expect(generated(url)).toEqual(NOTHING)
    await readIndexesOf(url)
    expect(generated(url)).toEqual(NOTHING)
  })

  it('a database of before, an empty one and one with history end with the same indexes, as they are declared', async () => {
    const [before, empty, history] = [await database('before'), await database('empty'), await database('history')]
    // of before: the entities' first migration alone, whose indexes all bear the ORM's names
    await migrateTo(before.url, 1763600000000)
    for (const { assay } of [before, empty, history]) expect(await assay('migrate')).toMatchObject({ code: 0 })
    const db = await connected(history.url)
    await db.query(`insert into balance values ('one', 'n', 'a', 'b', 'holders', 1, 1)`)
    await db.end()
    for (const { url } of [before, empty, history]) await readIndexesOf(url)
    const expected = await declared(empty.url)
    expect(expected.map(({ name }) => name)).toEqual(declaredIndexes.map(({ name }) => name).sort())
    const all = await indexes(empty.url)
    for (const { url } of [before, history]) expect(await indexes(url)).toEqual(all)
    expect(all).toEqual(expect.arrayContaining(expected))
  })

  it('calls the events of before by their contract kind, and takes it back', async () => {
    const { url } = await database('kinds')
    await migrateTo(url, 1763600000920)
    const db = await connected(url)
    const bare = ['Transfer', 'RewardClaimed', 'Claimed', 'Tomorrow']
    await db.query(
      `insert into event select 'e' || n, 'n', n, 'h', 0, 0, 0, 't', 0, 'c', kind, 1, '{}'
         from unnest($1::text[]) with ordinality as each(kind, n)`,
      [bare],
    )
    const kinds = async () => (await db.query('select kind from event order by block')).rows.map(({ kind }) => kind)
    const migration = new (require(path.join(root, 'db/migrations/1763600000930-KindsByContract.js')))()
    const before = await indexes(url)
    await migration.up(db)
    const whole = ['token.Transfer', 'destra-pool.RewardClaimed', 'merkle-distributor.Claimed', 'Tomorrow']
    expect(await kinds()).toEqual(whole)
    await migration.down(db)
    expect([await kinds(), await indexes(url)]).toEqual([bare, before])
    await db.end()
  })

  it('calls periods of before empty where they paid nobody, and takes it back', async () => {
    const { url } = await database('empty-periods')
    await migrateTo(url, 1763600000989)
    const db = await connected(url)
    const stored = [
      { state: 'computed', shares: 0 },
      { state: 'verified', shares: 0 },
      { state: 'approved', shares: 0 },
      { state: 'settled', shares: 0 },
      { state: 'settled', shares: 1 },
    ]
    for (const [n, { state, shares }] of stored.entries()) {
      await db.query(
        `insert into distribution (id, network, program, program_id, ruleset, asset, period, period_number, period_start, period_end,
           state, held) values ($1, 'n', 'p', '0x', 'r', 'eth', $1, $2, 0, 1, $3, case when $3 = 'verified' then 'pot' end)`,
        [`d${n}`, n, state],
      )
      await db.query(
        `insert into report (distribution_id, pinned_block, pinned_hash, pinned_time, pot, carry_in, distributed, carry,
           total_weight, staked_weight, participants, shares, sha256, body)
         values ($1, 1, '0x', 1, 0, 0, 0, 0, 0, 0, 0, $2, '0x', '{}')`,
        [`d${n}`, shares],
      )
    }
    const states = async () => (await db.query('select state, held from distribution order by id')).rows
    const migration = new (require(path.join(root, 'db/migrations/1763600000992-EmptyPeriods.js')))()
    await migration.up(db)
    const held = null
    const after = ['computed', 'empty', 'empty', 'empty', 'settled']
    expect(await states()).toEqual(after.map((state) => ({ state, held })))
    await migration.down(db)
    const back = ['computed', 'settled', 'settled', 'settled', 'settled']
    expect(await states()).toEqual(back.map((state) => ({ state, held })))
    await db.end()
  })

  it('--check says what is missing, then that nothing is; a newer schema is refused', async () => {
    const { url, assay } = await database('check')
    const before = await assay('migrate', '--check')
    expect(before.code).toBe(1)
    expect(before.output).toContain('lacks')
    expect(await assay('migrate')).toMatchObject({ code: 0 })
    expect(await assay('migrate', '--check')).toMatchObject({ code: 0 })
    const db = new Client({ connectionString: url })
    await db.connect()
    await db.query("insert into migrations (timestamp, name) values (9999999999999, 'Tomorrow9999999999999')")
    await db.end()
    const after = await assay('migrate', '--check')
    expect(after.code).toBe(1)
    expect(after.output).toContain('newer than this build')
  })

  it('two at once: one works, the other finds nothing to do', async () => {
    const { assay } = await database('twice')
    const runs = await Promise.all([assay('migrate'), assay('migrate')])
    expect(runs.map(({ code }) => code)).toEqual([0, 0])
    expect(runs.filter(({ output }) => output.includes('up to date'))).toHaveLength(1)
  })

  it.each([['migrate'], ['migrate', '--check'], ['replay']])(
    '%s without Postgres says where it looked',
    async (...args) => {
      const env = { DB_URL: 'postgres://me:hidden@127.0.0.1:1/here', CLICKHOUSE_URL: '', ASSAY_PROFILES: tokenOnly }
      const { code, output } = await AssayProcess.run(args, { ...env, ASSAY_DATA: '/nowhere' })
      expect(code).toBe(2)
      expect(output).toContain('E-STORE-AWAY: Postgres does not let us in at 127.0.0.1:1/here')
      expect(output).toContain('next: Start it')
      expect(output).not.toContain('hidden')
    },
  )
})
