import { describe, expect, it } from 'vitest'
import { AssayError } from '../../../src/errors'
import { remedyOf } from '../../../src/indexer/source/history/faults'
import { History } from '../../../src/indexer/source/history/history'
import type { HistoryBlock, Piece } from '../../../src/indexer/source/history/range'
import { Stride, TARGET_BYTES } from '../../../src/indexer/source/history/stride'
import { Latch } from '../../../src/process/latch'
import { blockHash, CONTRACT, FakeNode, type Fault, random } from './fakeNode'

const FINALITY = 12
const TRANSIENT: Fault[] = [
  ...(['too-many', '429', '500', '-32000', 'timeout', 'html', 'cut', 'duplicate', 'removed'] as const),
  ...(['reordered', 'wrong-hash', 'null-block', 'wrong-parent', 'foreign'] as const),
]

function historyOf(node: FakeNode, wantsTransaction = () => false) {
  const pauses: number[] = []
  const filter = { addresses: new Set([CONTRACT]), wantsTransaction }
  const history = new History(node, filter, FINALITY, async (ms) => void pauses.push(ms))
  return { history, pauses }
}

async function readAll(node: FakeNode, from = 0, wantsTransaction = () => false) {
  const { history, pauses } = historyOf(node, wantsTransaction)
  const batches: HistoryBlock[][] = []
  for await (const { blocks } of history.getFinalizedBlocks([{ range: { from } }], true)) batches.push(blocks)
  return { batches, blocks: batches.flat(), pauses }
}

const keys = (blocks: HistoryBlock[]) =>
  blocks.flatMap(({ header, logs }) => logs.map(({ logIndex }) => `${header.height}:${logIndex}`))

const expected = (node: FakeNode, from = 0) =>
  node.logs
    .filter(({ blockNumber }) => Number(blockNumber) >= from && Number(blockNumber) <= node.head - FINALITY)
    .map(({ blockNumber, logIndex }) => `${Number(blockNumber)}:${Number(logIndex)}`)

async function failure(promise: Promise<unknown>): Promise<AssayError> {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(AssayError)
  return error as AssayError
}

describe('history of final blocks', () => {
  it('is every log once and in order, blocks ascending, each batch ending on a block of its own', async () => {
    const node = new FakeNode(5_000)
    const { blocks, batches } = await readAll(node)
    expect(keys(blocks)).toEqual(expected(node))
    const heights = blocks.map(({ header }) => header.height)
    expect(heights).toEqual([...new Set(heights)].sort((a, b) => a - b))
    expect(heights[heights.length - 1]).toBe(5_000 - FINALITY)
    expect(batches.every((batch) => batch.length > 0)).toBe(true)
    expect(blocks[blocks.length - 1]!.header.hash).toBe(blockHash(5_000 - FINALITY))
  })

  it('is asked for and prepared while the batch before is being written, not while it is folded; kept as it came', async () => {
    const node = new FakeNode(5_000)
    const prepared: number[] = []
    const kept: string[] = []
    const sink = {
      next: 0,
      take: async ({ blocks }: Piece) => {
        const packed = keys([...blocks])
        return async () => void kept.push(...packed)
      },
    }
    const prepare = ({ header }: HistoryBlock) => {
      prepared.push(header.height)
      return { header, logs: [] }
    }
    const filter = { addresses: new Set([CONTRACT]), wantsTransaction: () => false }
    const readAhead = new Latch()
    const history = new History(node, filter, FINALITY, async () => {}, sink, prepare, readAhead)
    const batches = history.getFinalizedBlocks([{ range: { from: 0 } }], true)
    const { blocks } = (await batches.next()).value!
    const last = blocks[blocks.length - 1]!.header.height
    const asked = node.asked.length
    for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate)
    expect(node.asked.length).toBe(asked)
    readAhead.open()
    await expect.poll(() => node.asked.length).toBeGreaterThan(asked)
    await expect.poll(() => Math.max(...prepared)).toBeGreaterThan(last)
    for await (const batch of batches) expect(keys(batch.blocks)).toEqual([])
    expect(kept).toEqual(expected(node))
  })

  it('starts in the middle, where a restart left it', async () => {
    const node = new FakeNode(3_000)
    expect(keys((await readAll(node, 1_234)).blocks)).toEqual(expected(node, 1_234))
  })

  it('fetches headers for blocks that matter only, and transactions only where they are wanted', async () => {
    const node = new FakeNode(4_000, 1, 0.01)
    const { blocks } = await readAll(node, 0, () => true)
    expect(node.methods.eth_getBlockByNumber).toBeLessThan(150)
    expect(node.methods.eth_getTransactionByHash).toBe(expected(node).length)
    expect(blocks.flatMap(({ logs }) => logs).every(({ transaction }) => transaction?.input.startsWith('0xca11'))).toBe(
      true,
    )
    const silent = new FakeNode(100)
    await readAll(silent)
    expect(silent.methods.eth_getTransactionByHash).toBeUndefined()
  })

  it('widens ranges while answers are small', async () => {
    const node = new FakeNode(100_000, 1, 0.001)
    await readAll(node)
    expect(Math.max(...node.asked.map(({ from, to }) => to - from + 1))).toBe(10_000)
  })

  it.each([1, 7, 50])('gets through a node that refuses more than %i results', async (maxResults) => {
    const node = new FakeNode(600)
    node.maxResults = Math.max(maxResults, 5)
    expect(keys((await readAll(node)).blocks)).toEqual(expected(node))
  })

  it('finds out a node that cuts long answers without a word', async () => {
    const node = new FakeNode(2_000)
    node.silentCap = 20
    expect(keys((await readAll(node)).blocks)).toEqual(expected(node))
  })

  it('is whole though one batch in five goes to a machine that lags by 400 blocks', async () => {
    const node = new FakeNode(1_500)
    const next = random(5)
    node.lagOf = () => (next() < 0.2 ? 400 : 0)
    expect(keys((await readAll(node)).blocks)).toEqual(expected(node))
  })

  it.each(TRANSIENT)('survives %s on one answer in eight', async (fault) => {
    for (let seed = 1; seed <= 4; seed++) {
      const node = new FakeNode(1_500, seed)
      const next = random(seed)
      let hits = 0
      node.faultOf = () => {
        if (next() >= 0.125) return undefined
        hits += 1
        return fault
      }
      expect(keys((await readAll(node)).blocks)).toEqual(expected(node))
      expect(hits).toBeGreaterThan(0)
    }
  })

  it('survives all of them mixed, or stops; it never delivers less', async () => {
    let whole = 0
    for (let seed = 1; seed <= 40; seed++) {
      const node = new FakeNode(800, seed)
      const next = random(seed * 7919)
      node.faultOf = ({ method }) => {
        if (next() >= (method === 'eth_getLogs' ? 0.3 : 0.01)) return undefined
        return TRANSIENT[Math.floor(next() * TRANSIENT.length)]
      }
      try {
        expect(keys((await readAll(node)).blocks)).toEqual(expected(node))
        whole += 1
      } catch (error) {
        if (!(error instanceof AssayError)) throw error
        expect(error.code).toMatch(/^E-SOURCE-/)
      }
    }
    expect(whole).toBeGreaterThan(30)
  })

  it.each(['duplicate', 'removed', 'wrong-hash', 'foreign'] as const)(
    'stops loudly with the block when every answer is %s',
    async (fault) => {
      const node = new FakeNode(300)
      node.faultOf = ({ method }) => (method === 'eth_getLogs' ? fault : undefined)
      const { code, details } = await failure(readAll(node))
      expect(code).toBe('E-SOURCE-STRUCTURE')
      expect(details.block).toBeTypeOf('number')
      expect(details.reason).toBeTypeOf('string')
    },
  )

  it('stops loudly on a parent that is not the block below, and hands over nothing above it', async () => {
    const node = new FakeNode(3_000)
    node.faultOf = ({ method, params }) =>
      method === 'eth_getBlockByNumber' && Number(params[0]) === 1_000 ? 'wrong-parent' : undefined
    const { history } = historyOf(node)
    const seen: HistoryBlock[] = []
    const reading = (async () => {
      for await (const { blocks } of history.getFinalizedBlocks([{ range: { from: 0, to: 999 } }], true))
        seen.push(...blocks)
      for await (const { blocks } of history.getFinalizedBlocks([{ range: { from: 1_000 } }], true))
        seen.push(...blocks)
    })()
    expect((await failure(reading)).code).toBe('E-SOURCE-PARENT')
    expect(keys(seen)).toEqual(expected(node).filter((key) => Number(key.split(':')[0]) < 1_000))
  })

  it('gives up on a node that never answers, with what it was reading', async () => {
    const node = new FakeNode(300)
    node.faultOf = ({ method }) => (method === 'eth_getLogs' ? '429' : undefined)
    const { history, pauses } = historyOf(node)
    const error = await failure(history.getFinalizedBlocks([{ range: { from: 0 } }], true).next())
    expect(error.code).toBe('E-SOURCE-RPC')
    expect(error.retryable).toBe(true)
    expect(Math.max(...pauses)).toBe(5_000)
  })

  it('returns at the head when it may stop, and goes on when the head has moved meanwhile', async () => {
    const node = new FakeNode(200)
    const grown = { head: 100 }
    Object.defineProperty(node, 'head', { get: () => grown.head })
    const { history } = historyOf(node)
    const tops: number[] = []
    for await (const { blocks, isHead } of history.getFinalizedBlocks([{ range: { from: 0 } }], true)) {
      if (isHead) tops.push(blocks[blocks.length - 1]!.header.height)
      grown.head = 150
    }
    expect(tops).toEqual([88, 138])
  })
})

describe('what a failure asks for', () => {
  it.each([
    [{ message: 'query returned more than 10000 results', code: -32005 }, 'split'],
    [{ message: 'Log response size exceeded', code: -32602 }, 'split'],
    [{ message: 'block range is too wide', code: -32000 }, 'split'],
    [{ message: 'got 413', response: { status: 413 } }, 'split'],
    [{ message: 'Socket connection terminated' }, 'split'],
    [{ message: 'got 429', response: { status: 429 } }, 'wait'],
    [{ message: 'your rate limit exceeded', code: -32005 }, 'wait'],
    [{ message: 'header not found', code: -32000 }, 'split-or-wait'],
    [{ message: 'internal', code: -32603 }, 'split-or-wait'],
    [{ message: 'got 500', response: { status: 500 } }, 'split-or-wait'],
    [{ message: 'request timed out after 20000 ms' }, 'split-or-wait'],
    [{ message: 'connect ECONNREFUSED' }, 'wait'],
  ])('%o → %s', (error, remedy) => expect(remedyOf(error)).toBe(remedy))
})

describe('stride', () => {
  it('doubles to the ceiling, halves on refusal, then grows with care', () => {
    const stride = new Stride()
    for (let i = 0; i < 10; i++) stride.accept(stride.width, 1)
    expect(stride.width).toBe(10_000)
    stride.refuse(10_000)
    expect(stride.width).toBe(5_000)
    stride.accept(5_000, 1)
    expect(stride.width).toBe(5_625)
  })

  it('aims at the target size of an answer', () => {
    const stride = new Stride()
    for (let i = 0; i < 10; i++) stride.accept(stride.width, (stride.width * TARGET_BYTES) / 32)
    expect(stride.width).toBe(32)
  })

  it('leaps no wider than an eighth of what fits: where a chain grows dense, the ranges under way are heavier', () => {
    const stride = new Stride()
    stride.accept(16, TARGET_BYTES / 64)
    expect(stride.width).toBe(64)
    stride.accept(64, TARGET_BYTES / 3)
    expect(stride.width).toBe(72)
  })

  it('believes a heavy answer at once, whatever was asked since; a light one only when it was as wide', () => {
    const stride = new Stride()
    for (let i = 0; i < 3; i++) stride.accept(stride.width, 1)
    expect(stride.width).toBe(1_024)
    stride.accept(16, TARGET_BYTES)
    expect(stride.width).toBe(16)
    stride.accept(4, 1)
    expect(stride.width).toBe(16)
  })
})
