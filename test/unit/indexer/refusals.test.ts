import { describe, expect, it } from 'vitest'
import { isRateLimit, saidBy, sentenceOf } from '../../../src/chain/said'
import { remedyOf } from '../../../src/indexer/source/history/faults'
import { widthThatFits } from '../../../src/indexer/source/history/fits'
import { History } from '../../../src/indexer/source/history/history'
import { RefusalAlarm } from '../../../src/indexer/source/history/refusalAlarm'
import rangeErrors from '../../support/quirks/rangeErrors.json'
import { blockHash, CONTRACT, FakeNode } from './fakeNode'

const httpError = (status: number, body: unknown) =>
  Object.assign(new Error(`Got ${status} from http://a/key`), { response: { status, body } })
const rpcError = (code: number, message: string, data?: unknown) => Object.assign(new Error(message), { code, data })

describe('what an endpoint says', () => {
  it.each([
    ['the message', rpcError(-32000, 'too wide'), 'too wide'],
    ['its data', rpcError(-32000, 'error', 'too wide'), 'error: too wide'],
    ['a message in its data', rpcError(-32000, 'error', { message: 'too wide' }), 'error: too wide'],
    ['the body of a 4xx', httpError(400, { error: { code: 1, message: 'too wide' } }), 'too wide'],
    ['a text as the error', httpError(400, { error: 'too wide' }), 'too wide'],
    ['a body of text', httpError(400, 'too wide'), 'too wide'],
    ['a body of bytes', httpError(413, Buffer.from('{"message":"too wide"}')), 'too wide'],
    ['one answer of a batch', httpError(400, [{ result: 1 }, { error: { code: 1, message: 'too wide' } }]), 'too wide'],
  ])('is read from %s', (_, error, words) => expect(saidBy(error).words).toBe(words))

  it('has the status with it, and never the address', () => {
    expect(sentenceOf(httpError(402, 'Payment Required'))).toBe('HTTP 402: Payment Required')
  })
})

describe('a rate limit', () => {
  it.each([
    [httpError(429, ''), true],
    [rpcError(429, 'exceeded its compute units per second capacity'), true],
    [rpcError(-32005, '50/second request limit reached'), true],
    [rpcError(-32005, 'limit exceeded'), false],
    [rpcError(-32005, 'range limit exceeded: 5 blocks per request on your plan'), false],
    [rpcError(-32602, 'at most 10 blocks per request'), false],
  ])('%o: %s', (error, limit) => expect(isRateLimit(error)).toBe(limit))
})

describe('the range that an answer names', () => {
  it.each([
    ['more than 10000 results; a range that fits: [0x0, 0x7]', 8],
    ['Try with this block range [0x64,0x66].', 3],
    ['retry with the range 100-104', 5],
    ['this plan reads at most 10 blocks per request; this one fits: [0x0, 0x9]', 10],
    ['range limit exceeded: 5 blocks per request on your plan', 5],
    ['from 0 to 15 is too many, 8 is the most', 8],
    ['maximum block range: 12', 12],
    ['range too wide', undefined],
    ['at most 10,000 blocks', undefined],
    ['0 to 50 blocks only', undefined],
    ['try again with 0-15', undefined],
    ['limited to 0 blocks', undefined],
    ['a range that fits: [0x7, 0x0]', undefined],
    ['a range that fits: [0x0, 0xffffffffffffffffffff]', undefined],
  ])('%s → %s of 16', (words, width) => expect(widthThatFits(words, 16)).toBe(width))

  it('may be of thousands', () => {
    expect(widthThatFits('at most 2,000 blocks', 10_000)).toBe(2_000)
    expect(widthThatFits('ask for 2K blocks at most', 10_000)).toBe(2_000)
  })
})

const shapes = Object.entries(
  rangeErrors as Record<string, { status?: number; error: { code: number; message: string } }>,
)

describe('a range that is refused', () => {
  const places: Record<string, (status: number | undefined, error: { code: number; message: string }) => Error> = {
    'as JSON-RPC does': (_, { code, message }) => rpcError(code, message),
    'in its data': (_, { code, message }) => rpcError(code, 'error', message),
    'in the body of an HTTP error': (status, error) => httpError(status ?? 403, { error }),
    'by a status without words': (status) => httpError(status ?? 418, ''),
    'as if it were the rate': (_, { message }) => httpError(429, message),
  }
  it.each(shapes.flatMap(([shape, each]) => Object.keys(places).map((place) => [shape, place, each] as const)))(
    '%s, said %s: is split until it fits',
    async (_, place, { status, error }) => {
      const node = new FakeNode(200)
      const { batch } = node
      let refused = 0
      node.batch = async (calls) => {
        const [filter] = calls[0]!.params as [{ fromBlock?: string; toBlock?: string }]
        if (!filter?.fromBlock || Number(filter.toBlock) - Number(filter.fromBlock) < 8) return batch.call(node, calls)
        refused += 1
        throw places[place]!(status, error)
      }
      const filter = { addresses: new Set([CONTRACT]), wantsTransaction: () => false }
      const history = new History(node, filter, 12, async () => {})
      const last: string[] = []
      let logs = 0
      for await (const { blocks } of history.getFinalizedBlocks([{ range: { from: 0 } }], true)) {
        last.push(blocks[blocks.length - 1]!.header.hash)
        for (const block of blocks) logs += block.logs.length
      }
      expect(last[last.length - 1]).toBe(blockHash(188))
      expect(logs).toBe(node.logs.filter(({ blockNumber }) => Number(blockNumber) <= 188).length)
      expect(refused).toBeGreaterThan(0)
      expect(refused).toBeLessThan(100)
    },
  )

  it('is none where nobody answers: it is waited for', () => {
    expect(remedyOf(Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }))).toBe('wait')
  })

  it('of one block is the provider’s fault, in its own words', async () => {
    const node = new FakeNode(100)
    const { batch } = node
    node.batch = async (calls) => {
      if (calls[0]!.method === 'eth_getLogs')
        throw httpError(402, { error: { code: 7, message: 'no logs on your plan' } })
      return batch.call(node, calls)
    }
    const filter = { addresses: new Set([CONTRACT]), wantsTransaction: () => false }
    const history = new History(node, filter, 12, async () => {})
    await expect(history.getFinalizedBlocks([{ range: { from: 0 } }], true).next()).rejects.toMatchObject({
      code: 'E-SOURCE-RPC',
      message: 'reading blocks 0 to 0: HTTP 402: no logs on your plan',
    })
  })
})

describe('what keeps reading from going on', () => {
  const patient = async (spoil: (method: string, params: readonly unknown[]) => Error | undefined, times: number) => {
    const node = new FakeNode(100)
    const { batch } = node
    let left = times
    node.batch = async (calls) => {
      const error = left > 0 ? spoil(calls[0]!.method, calls[0]!.params) : undefined
      if (error && left-- > 0) throw error
      return batch.call(node, calls)
    }
    const told: string[] = []
    const alarms = {
      raise: async (code: string, message: string) => void told.push(`${code} ${message}`),
      clear: async (code: string) => void told.push(`${code} over`),
    }
    const filter = { addresses: new Set([CONTRACT]), wantsTransaction: () => true }
    const history = new History(
      ...([node, filter, 12, async () => {}, undefined, undefined, undefined, new RefusalAlarm(alarms)] as const),
    )
    for await (const _ of history.getFinalizedBlocks([{ range: { from: 0, to: 0 } }], true));
    return told
  }

  it.each(['eth_blockNumber', 'eth_getLogs'])(
    'is told in the endpoint’s words, until %s is answered',
    async (method) => {
      const told = await patient((asked) => (asked === method ? rpcError(-32_000, 'not today') : undefined), 6)
      expect(told[0]).toMatch(/^E-RPC-REFUSED .*: not today$/)
      expect(told[told.length - 1]).toBe('E-RPC-REFUSED over')
    },
  )

  it('is not told of what is over at once', async () => {
    expect(await patient(() => rpcError(-32_000, 'not now'), 3)).toEqual([])
  })

  it.each([
    [rpcError(4444, 'pruned history unavailable')],
    [rpcError(-32_000, 'missing trie node 0x12')],
    [httpError(403, { error: { code: 7, message: 'archive access is not in your plan' } })],
  ])('is the want of an archive node where it is: %o', async (error) => {
    const told = await patient((method) => (method === 'eth_getLogs' ? error : undefined), 6)
    expect(told[0]).toMatch(/name an archive node, with history from block 0 on$/)
  })
})
