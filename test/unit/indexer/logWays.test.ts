import { setImmediate } from 'node:timers/promises'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { Proof } from '../../../src/indexer/source/completeness/proof'
import { readHeaders } from '../../../src/indexer/source/head/header'
import { LogWays } from '../../../src/indexer/source/head/logWays'
import { CONTRACT, type HotLog, HotNode } from './hotNode'

const unheard: unknown[] = []
const hear = (error: unknown) => void unheard.push(error)
beforeEach(() => {
  unheard.length = 0
  process.prependListener('unhandledRejection', hear)
})
afterEach(() => void process.off('unhandledRejection', hear))

/** Seed 19057dd7c6-9 of the simulation: the rejection of the first block had nobody, and ended the process. */
it.each([
  ['is of another block by now', 'eth_getBlockByNumber', () => null],
  ['has no list of logs', 'eth_getLogs', () => 'none'],
])('a block that %s leaves no other block’s fault unheard', async (_, method, spoiled) => {
  const node = await HotNode.start()
  node.mine(2, 2)
  const headers = await readHeaders(node, { from: 1, to: 2 })
  node.spoil = (call, answer) => {
    const [first] = call.params as [{ fromBlock?: string } | string]
    const block = typeof first === 'string' ? first : first.fromBlock
    if (block === '0x2' && call.method === method) return spoiled()
    const logs = answer as HotLog[]
    return call.method === 'eth_getLogs' ? logs.flatMap((log) => [log, { ...log, data: '0x02' }]) : answer
  }
  const ways = new LogWays(node, new Set([CONTRACT]), new Proof({ blooms: true, logIndexes: 'from-zero' }))
  await expect(ways.again(headers)).rejects.toThrow()
  await setImmediate()
  expect(unheard).toEqual([])
})
