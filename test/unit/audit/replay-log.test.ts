import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Queries } from '../../../src/audit/replay/cursor'
import { readLog } from '../../../src/audit/replay/log'
import { parseProfile } from '../../../src/config/profile'
import { hash } from '../../../src/economics/units'
import type { StoredEvent } from '../../../src/events/event'
import { eventId, eventIdPrefix } from '../../../src/events/ids'
import type { Facts } from '../../../src/indexer/fold'
import { networkOf } from '../../../src/indexer/network'

const TOKEN = `0x${'c0'.repeat(20)}` as StoredEvent['contract']
const ACCOUNT = `0x${'aa'.repeat(20)}`
const network = networkOf(
  parseProfile(
    {
      name: 'log',
      chainId: 1,
      token: { address: TOKEN, symbol: 'T', decimals: 18, burnSinks: [`0x${'0'.repeat(40)}`] },
    },
    'test',
    {},
  ),
)

function transfer(block: number, logIndex: number): StoredEvent {
  const blockHash = hash(`0x${block.toString(16).padStart(64, '0')}`)
  return {
    id: eventId(eventIdPrefix('log', { number: block, hash: blockHash }), logIndex, 0),
    block,
    blockHash,
    blockTime: block * 2,
    logIndex,
    txHash: hash(`0x${'11'.repeat(32)}`),
    txIndex: 0,
    contract: TOKEN,
    kind: 'Transfer',
    data: { from: ACCOUNT, to: ACCOUNT, value: `${logIndex}` },
  }
}

/** A cursor over rows in memory. */
function cursorOver(rows: readonly StoredEvent[]): Queries {
  let at = 0
  return {
    async query<T>(sql: string): Promise<T[]> {
      const count = Number(/^fetch (\d+)/.exec(sql)?.[1] ?? 0)
      at += count
      return rows.slice(at - count, at) as T[]
    },
  }
}

async function read(rows: readonly StoredEvent[], batchEvents: number, pageRows: number): Promise<Facts[][]> {
  const batches: Facts[][] = []
  for await (const batch of readLog(cursorOver(rows), network, { batchEvents, pageRows })) batches.push(batch)
  return batches
}

describe('the event log is read for a replay', () => {
  it('with every block whole and in one batch, however the pages fall (X11)', async () => {
    const blocks = fc.array(fc.integer({ min: 1, max: 6 }), { maxLength: 12 })
    const few = fc.integer({ min: 1, max: 9 })
    await fc.assert(
      fc.asyncProperty(blocks, few, few, async (counts, batchEvents, pageRows) => {
        const rows = counts.flatMap((count, i) => Array.from({ length: count }, (_, n) => transfer(10 + i, n)))
        const batches = await read(rows, batchEvents, pageRows)
        expect(
          batches.flat().map(({ block, events }) => [block.number, block.time, events.map(({ logIndex }) => logIndex)]),
        ).toEqual(counts.map((count, i) => [10 + i, 20 + 2 * i, Array.from({ length: count }, (_, n) => n)]))
        for (const batch of batches.slice(0, -1)) {
          const sizes = batch.map(({ events }) => events.length)
          const all = sizes.reduce((sum, size) => sum + size, 0)
          // as many as were asked for, and no block more than that takes
          expect(all).toBeGreaterThanOrEqual(batchEvents)
          expect(all - sizes.at(-1)!).toBeLessThan(batchEvents)
        }
      }),
    )
  })

  it.each([
    ['of a kind that the profile does not know', { kind: 'Staked' }],
    ['that lies elsewhere than its id says', { logIndex: 4 }],
    ['that was decoded in another block than its own', { blockHash: hash(`0x${'7e'.repeat(32)}`) }],
  ])('and stops at an event %s (X11)', async (_, change) => {
    const strange = { ...transfer(8, 3), ...change }
    await expect(read([transfer(7, 2), strange], 10, 10)).rejects.toMatchObject({
      code: 'E-REPLAY-EVENT',
      details: { event: strange.id, block: 8 },
      next: expect.stringContaining('profile'),
    })
  })
})
