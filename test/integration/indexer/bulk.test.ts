import 'reflect-metadata'
import { SnakeNamingStrategy } from '@subsquid/typeorm-config/lib/namingStrategy'
import { DataSource } from 'typeorm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Bill, Finding, Slash } from '../../../src/model'
import { BulkRows, type Row, type RowClass } from '../../../src/postgres/copy'
import { AssayProcess } from '../../support/assay'
import { freshDatabase, startTestPostgres, type TestPostgres } from '../../support/postgres'

let postgres: TestPostgres
let source: DataSource
beforeAll(async () => {
  postgres = await startTestPostgres()
  const { url } = await freshDatabase(postgres.url, 'bulk')
  const migrated = await AssayProcess.run(['migrate'], { DB_URL: url, CLICKHOUSE_URL: '' })
  if (migrated.code !== 0) throw new Error(migrated.output)
  source = await new DataSource({
    type: 'postgres',
    url,
    entities: [Bill, Finding, Slash],
    namingStrategy: new SnakeNamingStrategy(),
  }).initialize()
})
afterAll(async () => {
  await source?.destroy()
  await postgres?.stop()
})

const billOf = (i: number) => ({
  ...{ id: `one-${i}`, network: 'one', billId: `${i}`, jobId: '"\\', account: '漢', adaptor: '', escrow: 2n ** 255n },
  ...{ status: 'open', node: null, computeUnits: null, basePrice: 7n, latencyPenaltyBps: null, cost: undefined },
  ...{ fee: null, governance: null, treasury: null, adaptorShare: null, nodeShare: null, refund: 0n },
  ...{ openedBlock: 1, openedTime: 2, openedBy: 'a\tb\n', settledBlock: null, settledTime: null, settledBy: null },
})
const findingOf = (i: number) => ({
  ...{ id: `one-${i}`, network: 'one', block: -1, blockTime: 0, txHash: '', code: 'F', title: "it's" },
  evidence: { amount: '12345678901234567890', deep: [null, { text: 'a"b' }] },
})
const slashOf = (i: number) => ({
  ...{
    id: `one-${i}`,
    network: 'one',
    node: 'n',
    jobId: 'j',
    amount: 5n,
    stakeBefore: 9n,
    reason: '',
    burned: i % 2 === 0,
  },
  ...{ block: 3, blockTime: 4, txHash: 't' },
})
const settled = { status: 'settled', node: 'n', cost: -(2n ** 200n), settledBlock: 9 }

describe.each([
  ['few', 3],
  ['many', 300],
])('%s rows of the final path', (_, count) => {
  it('stand in the store as they were given: new, given again with changes, and changed in some properties', async () => {
    const rows = <T>(of: (i: number) => T) => Array.from({ length: count }, (_, i) => of(i))
    const nulled = (row: object) =>
      Object.fromEntries(Object.entries(row).map(([name, value]) => [name, value === undefined ? null : value]))
    await source.transaction(async (em) => {
      const bulk = new BulkRows(em)
      const stored = async <E extends Row>(entity: RowClass<E>) =>
        (await bulk.find(entity, `network = 'one' order by length(id), id`, [])).map(nulled)
      await bulk.upsert(Bill, rows(billOf))
      await bulk.upsert(Finding, rows(findingOf))
      await bulk.upsert(Slash, rows(slashOf))
      expect(await stored(Bill)).toEqual(rows(billOf).map(nulled))
      expect(await stored(Finding)).toEqual(rows(findingOf).map(nulled))
      expect(await stored(Slash)).toEqual(rows(slashOf).map(nulled))

      // What one statement leaves behind is not there for the next.
      const changed = rows((i) => ({ ...billOf(i), ...settled })).slice(1)
      await bulk.upsert(Bill, changed)
      expect(await stored(Bill)).toEqual([billOf(0), ...changed].map(nulled))
      const refunded = changed.slice(1).map((row) => ({ ...row, refund: 3n, status: 'not written' }) as unknown as Bill)
      await bulk.update(Bill, refunded, ['refund'])
      const after = changed.map((row, i) => ({ ...row, refund: i === 0 ? 0n : 3n }))
      expect(await stored(Bill)).toEqual([billOf(0), ...after].map(nulled))
      await em.query('delete from bill')
      await em.query('delete from finding')
      await em.query('delete from slash')
    })
  })
})

it('rows of several tables that are written together go in order, and none of them when one fails; the connection goes on', async () => {
  const insertAll = (bulk: BulkRows, bills: number[], slashes: number[]) =>
    Promise.all([
      bulk.insert(Bill, bills.map(billOf)),
      bulk.insert(Slash, slashes.map(slashOf)),
      bulk.insert(Finding, [findingOf(0)]),
    ])
  const counted = async () =>
    (await source.query('select (select count(*) from bill) as bills, (select count(*) from slash) as slashes'))[0]
  // More than a socket holds: the server says what is wrong while most of it is still on its way.
  const many = Array.from({ length: 60_000 }, (_, i) => i)
  await expect(source.transaction((em) => insertAll(new BulkRows(em), [1, 1, ...many], [1]))).rejects.toThrow(
    /duplicate key/,
  )
  await expect(source.transaction((em) => insertAll(new BulkRows(em), many, [1, 1]))).rejects.toThrow(/duplicate key/)
  expect(await counted()).toEqual({ bills: '0', slashes: '0' })
  await source.transaction((em) => insertAll(new BulkRows(em), [1, 2], [1]))
  expect(await counted()).toEqual({ bills: '2', slashes: '1' })
})
