import { Client, Pool } from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { historyIsRead, makeReadIndexes, readIndexesAtHead } from '../../../src/postgres/indexes'
import { shareLock } from '../../../src/postgres/lock'
import { AssayProcess } from '../../support/assay'
import { freshDatabase, startTestPostgres, type TestPostgres } from '../../support/postgres'

let postgres: TestPostgres
let db: Client
let other: Client
/** an indexer's connections beside its transactions, one for each of two networks */
let pools: Pool[]
const raised: string[] = []
const alarms = {
  raise: async (code: string, message: string) => void raised.push(`${code} ${message}`),
  clear: async () => undefined,
}

beforeAll(async () => {
  postgres = await startTestPostgres()
  const { url } = await freshDatabase(postgres.url, 'read_indexes')
  const migrated = await AssayProcess.run(['migrate'], { DB_URL: url, CLICKHOUSE_URL: '' })
  if (migrated.code !== 0) throw new Error(migrated.output)
  db = new Client({ connectionString: url })
  await db.connect()
  other = new Client({ connectionString: url })
  await other.connect()
  pools = [1, 2].map(() => new Pool({ connectionString: url, max: 1 }))
})
afterAll(async () => {
  await Promise.all([db, ...(pools ?? [])].map((each) => each?.end()))
  await postgres?.stop()
})

async function madeWith(): Promise<{ valid: boolean; oid: number } | undefined> {
  const { rows } = await db.query(
    "select indisvalid as valid, indexrelid::int as oid from pg_index where indexrelid = to_regclass('balance_by_amount')",
  )
  return rows[0]
}

it('read indexes: not there while any network reads history, made by the last that arrives', async () => {
  const leave = await Promise.all([shareLock(db, 'history'), shareLock(other, 'history')])
  expect(await makeReadIndexes(pools[0]!, alarms)).toBe(false)
  await leave[0]()
  await leave[0]()
  expect(await makeReadIndexes(pools[0]!, alarms)).toBe(false)
  expect(await madeWith()).toBeUndefined()
  // One that gets nowhere is waited for, but not for ever.
  const pauses: number[] = []
  await readIndexesAtHead(pools[0]!, alarms, async (ms) => {
    expect(await madeWith()).toBeUndefined()
    pauses.push(ms)
  })
  expect((await madeWith())?.valid).toBe(true)
  expect(pauses).toEqual([3_000, ...Array(10).fill(60_000)])
  await db.query('drop index balance_by_amount')
  // One that ends in the middle of its history is not waited for.
  await other.end()
  await expect.poll(() => historyIsRead(db)).toBe(false)
})

it('read indexes: made once, by whichever network is first', async () => {
  expect(await madeWith()).toBeUndefined()
  await Promise.all(pools.map((pool) => makeReadIndexes(pool, alarms)))
  const made = await madeWith()
  expect(made?.valid).toBe(true)
  await makeReadIndexes(pools[0]!, alarms)
  expect(await madeWith()).toEqual(made)
  expect(raised).toEqual([])
})

it('read indexes: one whose making was cut short is made again', async () => {
  const before = await madeWith()
  await db.query("update pg_index set indisvalid = false where indexrelid = 'balance_by_amount'::regclass")
  await makeReadIndexes(pools[0]!, alarms)
  const after = await madeWith()
  expect(after?.valid).toBe(true)
  expect(after?.oid).not.toBe(before?.oid)
})

it('read indexes: two events at one place are seen when the index of places is made', async () => {
  const event = (hash: string) =>
    db.query(
      `insert into event values ('one-0000000007-' || $1 || '-000000-0', 'one', 7, $1, 0, 0, 0, 't', 0, 'c', 'token.Transfer', 1, '{}')`,
      [hash],
    )
  await event('aaaaa')
  await expect(event('bbbbb')).rejects.toThrow('event_by_place')
  await db.query('drop index event_by_place')
  await event('bbbbb')
  await makeReadIndexes(pools[0]!, alarms)
  expect(raised.pop()).toMatch(/^E-EVENT-DOUBLED .*\(one, 7, 0, 0\)/)
  await db.query('delete from event')
  await makeReadIndexes(pools[0]!, alarms)
  await event('aaaaa')
  await expect(event('bbbbb')).rejects.toThrow('event_by_place')
  expect(raised).toEqual([])
})

it('read indexes: what cannot be made is an alarm, not a stop', async () => {
  await db.query('drop index balance_by_amount')
  await db.query('alter table balance rename to elsewhere')
  await makeReadIndexes(pools[0]!, alarms)
  await db.query('alter table elsewhere rename to balance')
  expect(raised).toEqual([expect.stringMatching(/^E-READ-INDEX .*"balance" does not exist/)])
})
