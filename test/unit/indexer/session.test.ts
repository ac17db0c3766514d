import { beforeEach, describe, expect, it } from 'vitest'
import { Session } from '../../../src/indexer/fold/session'
import type { BlockStore } from '../../../src/indexer/squid/store'
import { Bill } from '../../../src/model'
import type { Insertion, Row, RowClass } from '../../../src/postgres/copy'

let session: Session
let written: string[]

/** Notes what is written as it is at that moment. */
const store = {
  findById: async () => [new Bill({ id: 'old', status: 'open' })],
  insert: async (_: RowClass<Row>, rows: readonly Row[]) => note('insert', rows),
  insertion: () => {
    const rows: Row[] = []
    return { add: (more: readonly Row[]) => rows.push(...more), write: async () => note('insert', rows) }
  },
  write: async (insertions: readonly Insertion<Row>[]) => {
    for (const each of insertions) await each.write()
  },
  upsert: async (_: RowClass<Row>, rows: readonly Row[]) => note('upsert', rows),
} as unknown as BlockStore
const note = (how: string, rows: readonly Row[]) => {
  for (const { id, status } of rows) written.push(`${how} ${id} ${status}`)
}

beforeEach(() => {
  session = new Session()
  written = []
})

describe('a row that is complete', () => {
  it('goes out before the batch ends, and once', async () => {
    const bill = session.add(Bill, { id: 'new', status: 'open' })
    session.add(Bill, { id: 'other', status: 'open' })
    bill.status = 'settled'
    session.complete(Bill, bill)
    await session.writeAppended(store)
    expect(written).toEqual(['insert new settled'])
    await session.write(store)
    expect(written).toEqual(['insert new settled', 'insert other open'])
  })

  it('is written again when it changes in spite of that', async () => {
    const bill = session.add(Bill, { id: 'new', status: 'settled' })
    session.complete(Bill, bill)
    await session.writeAppended(store)
    bill.status = 'refunded'
    session.changed(Bill, bill)
    await session.write(store)
    expect(written).toEqual(['insert new settled', 'upsert new refunded'])
  })

  it('is changed where the store has it already', async () => {
    session.want(Bill, 'old')
    await session.load(store, 'net')
    const bill = session.get(Bill, 'old')!
    bill.status = 'refunded'
    session.complete(Bill, bill)
    await session.write(store)
    expect(written).toEqual(['upsert old refunded'])
  })
})

describe('few rows', () => {
  it('wait for more of their table, or for the end of the batch', async () => {
    const append = (id: string) => session.append(Bill, { id, status: 'open' })
    append('a')
    append('b')
    await session.writeAppended(store, 3)
    expect(written).toEqual([])
    append('c')
    await session.writeAppended(store, 3)
    expect(written).toEqual(['insert a open', 'insert b open', 'insert c open'])
    append('d')
    await session.writeAppended(store, 3)
    await session.write(store)
    expect(written.slice(3)).toEqual(['insert d open'])
  })
})

describe('a row that nothing wanted', () => {
  it('is not mistaken for one that is not there (X12)', async () => {
    session.want(Bill, 'old')
    await session.load(store, 'net')
    session.add(Bill, { id: 'new', status: 'open' })
    expect([session.get(Bill, 'old')?.status, session.get(Bill, 'new')?.status]).toEqual(['open', 'open'])
    expect(() => session.get(Bill, 'other')).toThrow('a handler reads Bill other')
  })

  it('is known where another column than the id finds it, for the keys that were asked for', () => {
    const billsOfNode = { entity: Bill, column: 'node' } as const
    session.wantAll(billsOfNode, 'n1')
    expect(session.get(Bill, 'none')).toBeUndefined()
    session.mustHold(billsOfNode, 'n1')
    expect(() => session.mustHold(billsOfNode, 'n2')).toThrow('Bill by node n2')
  })
})
