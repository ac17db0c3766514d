import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Queries } from '../../../src/audit/replay/cursor'
import { readLog } from '../../../src/audit/replay/log'
import { parseProfile } from '../../../src/config/profile'
import { hash } from '../../../src/economics/units'
import type { StoredEvent } from '../../../src/events/event'
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
  const where = {
    blockHash: hash(`0x${block.toString(16).padStart(64, '0')}`),
    blockTime: block * 2,
    part: 0,
    txIndex: 0,
  }
  const txHash = hash(`0x${'11'.repeat(32)}`)
  const data = { from: ACCOUNT, to: ACCOUNT, value: `${logIndex}` }
  return {
    id: `${block}-${logIndex}`,
    network: 'log',
    block,
    logIndex,
    txHash,
    contract: TOKEN,
    kind: 'Transfer',
    data,
    ...where,
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

async function read(rows: readonly StoredEvent[], pageRows: number): Promise<Facts[][]> {
  const batches: Facts[][] = []
  for await (const batch of readLog(cursorOver(rows), network, pageRows)) batches.push(batch)
  return batches
}

describe('the event log is read for a replay', () => {
  it('with every block whole and in one batch, however the pages fall (X11)', async () => {
    const blocks = fc.array(fc.integer({ min: 1, max: 6 }), { maxLength: 12 })
    await fc.assert(
      fc.asyncProperty(blocks, fc.integer({ min: 1, max: 9 }), async (counts, pageRows) => {
        const rows = counts.flatMap((count, i) => Array.from({ length: count }, (_, n) => transfer(10 + i, n)))
        const facts = (await read(rows, pageRows)).flat()
        expect(
          facts.map(({ block, events }) => [block.number, block.time, events.map(({ logIndex }) => logIndex)]),
        ).toEqual(counts.map((count, i) => [10 + i, 20 + 2 * i, Array.from({ length: count }, (_, n) => n)]))
      }),
    )
  })

  it('and says which event a profile cannot tell (X11)', async () => {
    const strange = { ...transfer(7, 3), kind: 'Staked' }
    await expect(read([transfer(7, 2), strange], 10)).rejects.toMatchObject({
      code: 'E-REPLAY-EVENT',
      details: { event: '7-3', block: 7 },
      next: expect.stringContaining('profile'),
    })
  })
})
