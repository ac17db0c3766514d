import { readdirSync } from 'node:fs'
import path from 'node:path'
import { Client, Pool } from 'pg'
import { DataSource } from 'typeorm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeReadIndexes } from '../../src/indexer/readIndexes'
import { createIndexSql, declaredIndexes } from '../../src/model/declaredIndexes'
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

/** What `squid-typeorm-migration-generate` would write: it asks the same schema builder of the same configuration. */
async function generated(url: string): Promise<{ up: string[]; down: string[] }> {
  // typeorm-config resolves the built model from the project's folder, and the database from its own variable.
  const { createOrmConfig } = require('@subsquid/typeorm-config') as {
    createOrmConfig: (options: { projectDir: string }) => object
  }
  const source = new DataSource({ ...createOrmConfig({ projectDir: root }), migrations: [], url } as never)
  await source.initialize()
  try {
    const { upQueries, downQueries } = await source.driver.createSchemaBuilder().log()
    return { up: upQueries.map(({ query }) => query), down: downQueries.map(({ query }) => query) }
  } finally {
    await source.destroy()
  }
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
    expect(await generated(url)).toEqual({ up: [], down: [] })
    await readIndexesOf(url)
    expect(await generated(url)).toEqual({ up: [], down: [] })
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
