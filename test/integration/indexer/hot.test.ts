import { createRequire } from 'node:module'
import path from 'node:path'
import type { Store, TypeormDatabase } from '@subsquid/typeorm-store'
import type { Client } from 'pg'
import type { EntityManager } from 'typeorm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Row, RowClass } from '../../../src/postgres/copy'
import { AssayProcess } from '../../support/assay'
import { freshDatabase, startTestPostgres, type TestPostgres } from '../../support/postgres'

// The SDK loads the entities that were built, so the test uses the same.
const lib = path.resolve(process.env.ASSAY_TEST_LIB ?? 'lib')
const built = createRequire(path.join(lib, 'test.js'))
const { NetworkLock } = built(
  './indexer/squid/networkLock.js',
) as typeof import('../../../src/indexer/squid/networkLock')
const { openClient } = built('./postgres/client.js') as typeof import('../../../src/postgres/client')
const { BlockStore, networkDatabase } = built(
  './indexer/squid/store.js',
) as typeof import('../../../src/indexer/squid/store')

const hash = (n: number, fork = 0) => `0x${fork}${String(n).padStart(63, '0')}`
const ref = (height: number, fork = 0) => ({ height, hash: hash(height, fork) })
const NETWORK = 'hot'

let postgres: TestPostgres
let database: TypeormDatabase
let session: Client
let entities: RowClass<Row>[]
/** balances before two of their properties were updated */
let written: object[]

beforeAll(async () => {
  postgres = await startTestPostgres()
  const { url } = await freshDatabase(postgres.url, NETWORK)
  const migrated = await AssayProcess.run(['migrate'], { DB_URL: url, CLICKHOUSE_URL: '' })
  if (migrated.code !== 0) throw new Error(migrated.output)
  process.env.DB_URL = url
  session = await openClient(url, 'test')
  const lock = await NetworkLock.take(session, url, NETWORK, async () => undefined)
  database = networkDatabase(NETWORK, lock)
  await database.connect()
  entities = await read(async (em) => em.connection.entityMetadatas.map(({ target }) => target as RowClass<Row>))
  await database.transact({ prevHead: { height: -1, hash: '0x' }, nextHead: ref(0) }, (store) =>
    writeEach(store, 'before', 1),
  )
  written = await balances()
  await database.transact({ prevHead: ref(0), nextHead: ref(1) }, async (sdkStore) => {
    const balance = entities.find(({ name }) => name === 'Balance')!
    const rows = ['before', 'absent'].map((id) => rowOf(inside(sdkStore), balance, id, 7))
    await new BlockStore(sdkStore).update(balance, rows, ['amount', 'block'])
  })
})
afterAll(async () => {
  await database?.disconnect()
  await session?.end()
  await postgres?.stop()
})

const inside = (store: Store) => (store as unknown as { em(): EntityManager }).em()

/** Reads in a transaction of its own, like any other client. */
function read<T>(use: (em: EntityManager) => Promise<T>): Promise<T> {
  return (database as unknown as { con: { transaction: typeof EntityManager.prototype.transaction } }).con.transaction(
    use,
  )
}

const balances = (): Promise<object[]> => read((em) => em.query('select * from balance'))

/** A row with every column filled; what it holds depends on `n`. */
function rowOf(em: EntityManager, entity: RowClass<Row>, id: string, n: number): Row {
  const row = new entity({ id })
  for (const column of em.connection.getMetadata(entity).columns) {
    if (column.isPrimary) continue
    const type = em.connection.driver.normalizeType(column)
    const values: Record<string, unknown> = {
      numeric: 10n ** 30n + BigInt(n),
      integer: n,
      boolean: n % 2 === 0,
      jsonb: { text: `a\tb\\c\n${n}` },
      text: `${id} ${n} \t\\N`,
    }
    expect(Object.keys(values)).toContain(type)
    column.setEntityValue(row, values[type])
  }
  return row
}

/** Writes into every table of the model: a new row, and one that is there already. */
async function writeEach(sdkStore: Store, id: string, n: number): Promise<void> {
  const store = new BlockStore(sdkStore)
  for (const entity of entities) {
    await store.insert(entity, [rowOf(inside(sdkStore), entity, id, n)])
    await store.upsert(entity, [rowOf(inside(sdkStore), entity, 'before', n)])
    // Changed twice in one block, once of it by its columns.
    const properties = Object.keys(rowOf(inside(sdkStore), entity, id, n)).filter((name) => name !== 'id')
    await store.update(entity, [rowOf(inside(sdkStore), entity, 'before', n + 1)], properties)
  }
}

/** A hot block on top of `base`; the blocks above `base` are rolled back first. */
async function hot(base: number, block: number, fork: number, write: (store: Store) => Promise<void>): Promise<void> {
  const info = { finalizedHead: ref(1), baseHead: ref(base), newBlocks: [ref(block, fork)] }
  await database.transactHot2(info, write)
}

/** Digest of every table. */
function digests(): Promise<Record<string, string>> {
  return read(async (em) => {
    const found: Record<string, string> = {}
    for (const { tableName } of em.connection.entityMetadatas) {
      const sql = `select md5(coalesce(string_agg(t::text, '|' order by id), '')) as digest from "${tableName}" t`
      found[tableName] = (await em.query(sql))[0].digest
    }
    // no table of the model: triggers keep it, also when what a block wrote is undone
    const sums = `select md5(string_agg(u::text, '|' order by u::text)) as digest from unclaimed u where amount <> 0`
    return { ...found, unclaimed: (await em.query(sums))[0].digest }
  })
}

/** Rows changed so far, by table: a count that only grows, kept by the server for this connection. */
async function changes(store: Store): Promise<Map<string, number>> {
  const rows: { table: string; changes: string }[] = await inside(store).query(
    `select relname::text as "table", n_tup_ins + n_tup_upd + n_tup_del as changes
       from pg_stat_xact_user_tables where schemaname = 'public'`,
  )
  return new Map(rows.map(({ table, changes: count }) => [table, Number(count)]))
}

/** Rows that `write` changes, by table, less those that the undo log of the hot block knows. */
async function untracked(store: Store, block: number, write: () => Promise<unknown>): Promise<Record<string, number>> {
  const before = await changes(store)
  await write()
  const after = await changes(store)
  const logged: { table: string; count: number }[] = await inside(store).query(
    `select change->>'table' as "table", count(*)::int as count
       from squid_${NETWORK}.hot_change_log where block_height = $1 group by 1`,
    [block],
  )
  const known = new Map(logged.map(({ table, count }) => [table, count]))
  return Object.fromEntries(
    [...after]
      .map(([table, count]) => [table, count - (before.get(table) ?? 0) - (known.get(table) ?? 0)] as const)
      .filter(([, count]) => count !== 0),
  )
}

describe('final blocks on a real Postgres', () => {
  it('an update changes the properties it names, of rows that are there, and no other', async () => {
    expect(await balances()).toEqual(written.map((each) => ({ ...each, amount: String(10n ** 30n + 7n), block: 7 })))
  })
})

describe('hot blocks on a real Postgres (X2)', () => {
  it('every table of the model that a hot block wrote is as before after a reorg', async () => {
    const before = await digests()
    expect(Object.keys(before).length).toBeGreaterThan(25)
    await hot(1, 2, 0, (store) => writeEach(store, 'second', 2))
    await hot(2, 3, 0, (store) => writeEach(store, 'third', 3))
    const after = await digests()
    expect(Object.keys(after).filter((table) => after[table] === before[table])).toEqual([])
    await hot(1, 2, 1, async () => {})
    expect(await digests()).toEqual(before)
  })

  it('what a hot block writes is what the undo log knows, table by table', async () => {
    await hot(1, 2, 2, async (store) => {
      const { unclaimed, ...others } = await untracked(store, 2, () => writeEach(store, 'again', 4))
      expect(others).toEqual({})
      expect(unclaimed).toBeGreaterThan(0)
    })
  })

  it('a write that goes past the tracker is caught', async () => {
    await hot(1, 2, 3, async (store) => {
      const past = () => inside(store).query(`update balance set block = 9 where id = 'before'`)
      expect(await untracked(store, 2, past)).toEqual({ balance: 1 })
      const sql = `with gone as (delete from balance returning id) select id from gone`
      await expect(new BlockStore(store).query(sql, [])).rejects.toMatchObject({ code: 'E-UNTRACKED-WRITE' })
    })
  })
})
