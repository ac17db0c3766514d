import { describe, expect, it } from 'vitest'
import { hash as parseHash } from '../../../src/economics/units'
import type { DecodedBlock } from '../../../src/events/decode'
import type { DomainEvent } from '../../../src/events/event'
import type { Network } from '../../../src/indexer/network'
import { CloseDigests } from '../../../src/indexer/source/digest/closeDigests'
import type { BlockStore } from '../../../src/indexer/squid/store'

const hash = (n: number) => parseHash(`0x${n.toString(16).padStart(64, '0')}`)

/** A history of 5,000 blocks: most hold nothing, whole ranges among them. */
const history: DecodedBlock[] = Array.from({ length: 5_000 }, (_, number) => {
  const logs = number >= 2_000 && number < 4_000 ? 0 : number % 7 === 0 ? (number % 3) + 1 : 0
  const events = Array.from({ length: logs }, (_, i) => ({ logHash: hash(number * 10 + i).slice(2) }) as DomainEvent)
  return { block: { number, hash: hash(number), time: number }, events, undecodable: [] }
})

/** A store of which nothing is read but its head, as long as digests are held. */
class Store {
  head: string | undefined
  readonly rows = new Map<string, { digest: string }>()
  reads = 0

  async findById() {
    return this.head ? [{ hash: this.head }] : []
  }
  async query() {
    this.reads++
    return []
  }
  async upsert(_: unknown, rows: { id: string; digest: string }[]) {
    for (const row of rows) this.rows.set(row.id, row)
  }
}

async function closed(batches: readonly (readonly DecodedBlock[])[]) {
  const store = new Store()
  const digests = new CloseDigests({ name: 'any', profile: { chainId: 1 } } as Network)
  const run = async (batch: readonly DecodedBlock[]) => {
    const open = await digests.below(store as unknown as BlockStore, batch[0]!.block.number)
    await digests.final(store as unknown as BlockStore, batch, open)
  }
  for (const batch of batches) {
    await run(batch)
    store.head = batch[batch.length - 1]!.block.hash
  }
  return { rows: store.rows, reads: store.reads }
}

describe('digests of history', () => {
  it('do not depend on how it is cut into batches, and read nothing back between them', async () => {
    const whole = await closed([history])
    expect([...whole.rows.keys()].map((id) => Number(id.slice(-10)))).toEqual([0, 1_000, 4_000])
    for (const size of [1, 999, 1_000, 1_001, 1_700]) {
      const batches = Array.from({ length: Math.ceil(5_000 / size) }, (_, i) => history.slice(i * size, (i + 1) * size))
      const cut = await closed(batches)
      expect(cut.rows).toEqual(whole.rows)
      expect(cut.reads).toBe(whole.reads)
    }
  })

  it('hand over what history hands over: blocks with events, and the last of each range', async () => {
    const sparse = history.filter(({ block, events }) => events.length > 0 || block.number % 1_234 === 0)
    expect((await closed([sparse.slice(0, 300), [...sparse.slice(300), history[4_999]!]])).rows).toEqual(
      (await closed([history])).rows,
    )
  })

  it('of a batch that failed are read anew: its head is not the store’s', async () => {
    const store = new Store()
    const digests = new CloseDigests({ name: 'any', profile: { chainId: 1 } } as Network)
    const first = history.slice(0, 500)
    for (let tries = 0; tries < 3; tries++) {
      const open = await digests.below(store as unknown as BlockStore, 0)
      expect(open?.events).toBe(0)
      await digests.final(store as unknown as BlockStore, first, open)
    }
  })
})
