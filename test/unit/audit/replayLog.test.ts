import fc from 'fast-check'
import type { QueryResult, QueryResultRow } from 'pg'
import { describe, expect, it } from 'vitest'
import { readLog } from '../../../src/audit/replay/log'
import { parseProfile } from '../../../src/config/profile'
import { hash } from '../../../src/economics/units'
import { eventId, eventIdPrefix } from '../../../src/events/ids'
import type { Facts } from '../../../src/indexer/fold/fold'
import { networkOf } from '../../../src/indexer/network'
import type { Queryable } from '../../../src/postgres/queryable'

const TOKEN = `0x${'c0'.repeat(20)}`
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

function transfer(block: number, logIndex: number) {
  const blockHash = hash(`0x${block.toString(16).padStart(64, '0')}`)
  return {
    id: eventId(eventIdPrefix('log', { number: block, hash: blockHash }), logIndex, 0),
    block,
    blockHash,
    blockTime: block * 2,
    logIndex,
    // three to a transaction
    txHash: hash(`0x${(block * 10 + Math.floor(logIndex / 3)).toString(16).padStart(64, '0')}`),
    txIndex: Math.floor(logIndex / 3),
    contract: TOKEN,
    kind: 'token.Transfer',
    data: { from: ACCOUNT, to: ACCOUNT, value: `${logIndex}` },
  }
}

type Row = ReturnType<typeof transfer>

/** A cursor over rows in memory, which leaves out what a row shares with the one before it. */
function cursorOver(rows: readonly Row[]): Queryable {
  const shared = rows.map((row, i) => {
    const before = rows[i - 1]
    return {
      ...row,
      ...(before?.blockHash === row.blockHash && { blockHash: null }),
      ...(before?.blockTime === row.blockTime && { blockTime: null }),
      ...(before?.txHash === row.txHash && { txHash: null }),
    }
  })
  let at = 0
  return {
    async query<R extends QueryResultRow>(sql: string) {
      const count = Number(/^fetch (\d+)/.exec(sql)?.[1] ?? 0)
      at += count
      return { rows: shared.slice(at - count, at) } as unknown as QueryResult<R>
    },
  }
}

async function read(rows: readonly Row[], batchEvents: number, pageRows: number): Promise<Facts[][]> {
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
          batches
            .flat()
            .flatMap(({ events }) =>
              events.map(({ id, blockHash, blockTime, txHash }) => ({ id, blockHash, blockTime, txHash })),
            ),
        ).toEqual(rows.map(({ id, blockHash, blockTime, txHash }) => ({ id, blockHash, blockTime, txHash })))
        expect(batches.flat().map(({ events }) => events.length)).toEqual(counts)
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
    ['of a kind that the profile does not know', { kind: 'destra-pool.Staked' }],
    ['that lies elsewhere than its id says', { logIndex: 4 }],
    ['that was decoded in another block than its own', { blockHash: hash(`0x${'7e'.repeat(32)}`) }],
    ['whose block has another time than with the event before it', { blockTime: 17 }, transfer(8, 2)],
    ['whose block has another hash than before', { blockHash: hash(`0x${'7e'.repeat(32)}`) }, transfer(8, 2)],
  ])('and stops at an event %s (X11)', async (_, change, before = transfer(7, 2)) => {
    const strange = { ...transfer(8, 3), ...change }
    await expect(read([before, strange], 10, 10)).rejects.toMatchObject({
      code: 'E-REPLAY-EVENT',
      details: { event: strange.id, block: 8 },
      next: expect.stringContaining('profile'),
    })
  })

  it('and tells blocks of one second apart, whichever batch they fall into (X11)', async () => {
    const rows = [transfer(7, 0), { ...transfer(8, 0), blockTime: 14 }, { ...transfer(9, 0), blockTime: 14 }]
    const facts = (await read(rows, 1, 1)).flat()
    expect(facts.map(({ block }) => [block.number, block.time])).toEqual([
      [7, 14],
      [8, 14],
      [9, 14],
    ])
  })
})
