import { beforeAll, describe, expect, it } from 'vitest'
import { parseProfile } from '../../../src/config/profile'
import { address, DEAD_ADDRESS, hash, ZERO_ADDRESS } from '../../../src/economics/units'
import type { DecodedBlock } from '../../../src/events/decode'
import { indexNetwork } from '../../../src/indexer/indexer'
import { type FoldedNetwork, networkOf, withHandlers } from '../../../src/indexer/network'
import type { BlockStore } from '../../../src/indexer/squid/store'
import { Balance, Head } from '../../../src/model'
import type { Insertion, Row, RowClass } from '../../../src/postgres/copy'

const [token, ann, bob] = [1, 2, 3].map((n) => address(`0x${`${n}`.repeat(40)}`)) as [never, never, never]
const word = (n: number | bigint) => `0x${n.toString(16).padStart(64, '0')}`
const topicOf = (account: string) => `0x${account.slice(2).padStart(64, '0')}`
const TRANSFER = '0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef'

const profiled = networkOf(
  parseProfile(
    { name: 'net', chainId: 1, token: { address: token, symbol: 'T', decimals: 18, burnSinks: [DEAD_ADDRESS] } },
    'test',
    {},
  ),
)
let network: FoldedNetwork
beforeAll(async () => {
  network = await withHandlers(profiled)
})

/** A block of one transfer. @param fork tells blocks of one height apart */
function block(number: number, from: string, to: string, value: bigint, fork = 0): DecodedBlock {
  const topics = [TRANSFER, topicOf(from), topicOf(to)]
  const log = { address: token, topics, data: word(value), logIndex: 0, txHash: hash(word(number)), txIndex: 0 }
  const head = { number, hash: hash(word(number * 10 + fork)), time: 1_000 + number }
  return network.decoder.block({ ...head, logs: [log] })
}

/** A store in memory whose transactions can be undone, and that counts the balances it was asked for. */
class MemoryStore {
  asked = 0
  private readonly tables = new Map<RowClass<Row>, Map<string, Row>>()

  readonly store = {
    query: async () => [],
    findByOwner: async () => [],
    findById: async (entity: RowClass<Row>, ids: string[]) => {
      if ((entity as unknown) === Balance) this.asked += ids.length
      return ids.flatMap((id) => this.table(entity).get(id) ?? []).map((row) => new entity({ ...row }))
    },
    insert: async (entity: RowClass<Row>, rows: Row[]) => this.put(entity, rows),
    insertion: (entity: RowClass<Row>) => ({
      add: (rows: Row[]) => this.put(entity, rows),
      write: async () => undefined,
    }),
    write: async (insertions: readonly Insertion<Row>[]) => {
      for (const each of insertions) await each.write()
    },
    upsert: async (entity: RowClass<Row>, rows: Row[]) => this.put(entity, rows),
    update: async (entity: RowClass<Row>, rows: Row[]) => this.put(entity, rows),
  } as unknown as BlockStore

  balances(): Record<string, bigint> {
    return Object.fromEntries([...this.table(Balance as never).values()].map((row) => [row.account, row.amount]))
  }

  /** Everything as it is now, to go back to. */
  remember(): () => void {
    const copies = [...this.tables].map(([entity, rows]) => [entity, new Map(rows)] as const)
    return () => {
      this.tables.clear()
      for (const [entity, rows] of copies) this.tables.set(entity, new Map(rows))
    }
  }

  private put(entity: RowClass<Row>, rows: readonly Row[]): void {
    for (const row of rows) this.table(entity).set(row.id, { ...row })
  }

  private table(entity: RowClass<Row>): Map<string, Row> {
    const table = this.tables.get(entity) ?? new Map<string, Row>()
    this.tables.set(entity, table)
    return table
  }
}

describe('balances held from batch to batch', () => {
  it('are not asked for again while the store stands where they were left', async () => {
    const memory = new MemoryStore()
    const index = indexNetwork(network)
    await index([block(1, ZERO_ADDRESS, ann, 10n)], memory.store)
    const asked = memory.asked
    await index([block(2, ann, ann, 1n)], memory.store)
    expect(memory.asked).toBe(asked)
    expect(memory.balances()).toEqual({ [ann]: 10n })
  })

  it.each([
    ['a transaction that failed and is run again', 2, 0],
    ['a reorg that brings another block', 2, 1],
  ])('are read anew after %s', async (_, number, fork) => {
    const memory = new MemoryStore()
    const index = indexNetwork(network)
    await index([block(1, ZERO_ADDRESS, ann, 10n)], memory.store)
    const back = memory.remember()
    await index([block(2, ann, bob, 7n)], memory.store)
    back()
    await index([block(number, ann, bob, 3n, fork)], memory.store)
    expect(memory.balances()).toEqual({ [ann]: 7n, [bob]: 3n })
  })

  it('are read anew after a batch that broke off', async () => {
    const memory = new MemoryStore()
    const index = indexNetwork(network)
    await index([block(1, ZERO_ADDRESS, ann, 10n)], memory.store)
    const back = memory.remember()
    const failing = {
      ...memory.store,
      upsert: async (entity: unknown) => {
        if (entity === Head) throw new Error('the connection is gone')
      },
    } as unknown as BlockStore
    await expect(index([block(2, ann, bob, 7n)], failing)).rejects.toThrow('the connection is gone')
    back()
    await index([block(2, ann, bob, 7n)], memory.store)
    expect(memory.balances()).toEqual({ [ann]: 3n, [bob]: 7n })
  })
})
