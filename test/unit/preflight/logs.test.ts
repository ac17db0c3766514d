import { describe, expect, it } from 'vitest'
import { Blooms } from '../../../src/indexer/source/head/bloom'
import { loadKeccak } from '../../../src/keccak'
import type { SeenLog } from '../../../src/preflight/node/blockLogs'
import { logLines } from '../../../src/preflight/node/logs'

const logAt = (place: number, logIndex: number): SeenLog => ({
  ...{ address: `0x${'c0'.repeat(20)}`, topics: [`0x${place.toString(16).padStart(64, '0')}`] },
  ...{ logIndex, blockHash: '0x' },
})
const logsOf = (...indexes: number[]) => indexes.map((index, place) => logAt(place, index))

/** What preflight would have written about how a block numbers its logs. */
async function written(logs: readonly SeenLog[]) {
  const keccak = await loadKeccak()
  const bloom = new Blooms(keccak).of(logs.map(({ address, topics }) => ({ address, topics: [...topics] })))
  return logLines({ hash: '0x', bloom, logs }, keccak).find(({ field }) => field === 'logIndexes')?.write
}

describe('log indexes of a block that preflight has seen', () => {
  it.each([
    ['from 1', logsOf(1, 2, 3)],
    ['with gaps', logsOf(0, 3, 6)],
    ['anew in each transaction', logsOf(0, 1, 0)],
    ['all alike', logsOf(0, 0, 0)],
  ])('%s are odd', async (_, logs) => {
    expect(await written(logs)).toBe('"logIndexes": "odd"')
  })

  it.each([
    ['in order', logsOf(0, 1, 2)],
    ['backward', logsOf(2, 1, 0)],
    ['each log twice', [...logsOf(0, 1), ...logsOf(0, 1)]],
  ])('from 0, %s, are not', async (_, logs) => {
    expect(await written(logs)).toBeUndefined()
  })
})
