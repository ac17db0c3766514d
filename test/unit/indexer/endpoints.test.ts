import { describe, expect, it } from 'vitest'
import { Endpoints, type Way } from '../../../src/indexer/source/endpoints'
import { Blooms } from '../../../src/indexer/source/head/bloom'
import { readHeaders } from '../../../src/indexer/source/head/header'
import { BlockReader } from '../../../src/indexer/source/head/reader'
import { History } from '../../../src/indexer/source/history/history'
import { onOne } from '../../../src/indexer/source/history/onOne'
import type { HistoryBlock } from '../../../src/indexer/source/history/range'
import { RefusalAlarm } from '../../../src/indexer/source/history/refusalAlarm'
import type { Call, HistoryRpc } from '../../../src/indexer/source/history/rpc'
import { loadKeccak } from '../../../src/keccak'
import { blockHash, CONTRACT, FakeNode, random } from './fakeNode'
import { HeardAlarms } from './followed'
import { HotNode } from './hotNode'

const CHAIN = 7
const filter = { addresses: new Set([CONTRACT]), wantsTransaction: () => true }

/** A node whose answers show whose they are: in the times of headers, the data of logs and the input of transactions. */
class Marked implements HistoryRpc {
  up = true
  chainId = CHAIN
  asked = 0
  /** called before each request is answered */
  before: () => void = () => undefined

  constructor(
    private readonly node: HistoryRpc,
    private readonly head: number,
    readonly mark: number,
  ) {}

  async batch(calls: readonly Call[]): Promise<unknown[]> {
    this.before()
    this.asked += 1
    if (!this.up) throw new Error('connect ECONNREFUSED')
    const own = (method: string) =>
      method === 'eth_chainId' ? this.chainId : method === 'eth_blockNumber' ? this.head : null
    const others = calls.filter(({ method }) => own(method) === null)
    const answers = others.length > 0 ? await this.node.batch(others) : []
    return calls.map((call) => own(call.method) ?? this.marked(answers[others.indexOf(call)]))
  }

  private marked(answer: unknown): unknown {
    if (Array.isArray(answer)) return answer.map((log) => ({ ...log, data: `0x0${this.mark}` }))
    if (typeof answer !== 'object' || answer === null) return answer
    const { timestamp, input } = answer as { timestamp?: string; input?: string }
    return {
      ...answer,
      ...(timestamp && { timestamp: this.mark }),
      ...(input && { input: `0x0${this.mark}` }),
    }
  }
}

/** Marks of a block's parts: one, where they are of one endpoint. */
const marksOf = ({ header, logs }: HistoryBlock) =>
  new Set([
    header.timestamp / 1_000,
    ...logs.flatMap(({ data, transaction }) => [Number(data), Number(transaction?.input)]),
  ])

function endpointsOf(nodes: readonly Marked[], written = { final: undefined as never, tip: 0 }) {
  let clock = 0
  const alarms = new HeardAlarms()
  const ways = nodes.map((node): Way => ({ host: `host${node.mark}`, open: () => node }))
  const endpoints = new Endpoints(
    ways,
    () => ({ chainId: CHAIN, ...written }),
    alarms,
    () => {
      clock += 700
      return clock
    },
  )
  return { endpoints, alarms }
}

describe('several endpoints', () => {
  it.each([1, 2, 3, 4, 5])(
    'never answer together about a block or a range, whoever fails when (seed %i)',
    async (seed) => {
      const next = random(seed)
      const fake = new FakeNode(3_000, seed)
      fake.maxResults = 40
      const nodes = [1, 2, 3].map((mark) => new Marked(fake, 3_000, mark))
      for (const node of nodes)
        node.before = () => {
          if (next() < 0.1) for (const each of nodes) each.up = next() < 0.6
          if (!nodes.some(({ up }) => up)) nodes[Math.floor(next() * 3)]!.up = true
        }
      const { endpoints, alarms } = endpointsOf(nodes)
      const refusals = new RefusalAlarm(alarms, endpoints)
      const history = new History(endpoints, filter, 12, async () => {}, undefined, undefined, undefined, refusals)
      let logs = 0
      let last = ''
      const used = new Set<number>()
      for await (const { blocks } of history.getFinalizedBlocks([{ range: { from: 0 } }], true))
        for (const block of blocks) {
          const marks = marksOf(block)
          expect(marks.size).toBe(1)
          for (const mark of marks) used.add(mark)
          logs += block.logs.length
          last = block.header.hash
        }
      expect(last).toBe(blockHash(2_988))
      expect(logs).toBe(fake.logs.filter(({ blockNumber }) => Number(blockNumber) <= 2_988).length)
      expect(used.size).toBeGreaterThan(1)
      expect(alarms.heard).toContain('E-RPC-FAILOVER')
    },
  )

  it('give a block’s header, logs and transactions from the same, though it is left in between', async () => {
    const hot = await HotNode.start()
    hot.mine(30)
    const nodes = [1, 2].map((mark) => new Marked(hot, 30, mark))
    const { endpoints } = endpointsOf(nodes)
    const reader = new BlockReader(
      endpoints,
      { ...filter, wantsTransaction: () => false },
      new Blooms(await loadKeccak()),
    )
    let headers = 0
    const blocks = await onOne(endpoints, async (one) => {
      const read = await readHeaders(one, { from: 5, to: 25 })
      headers += 1
      if (headers === 1) {
        nodes[0]!.up = false
        const error = await one.batch([{ method: 'eth_chainId', params: [] }]).catch((thrown: unknown) => thrown)
        expect(await endpoints.leave(error)).toBe(true)
      }
      return reader.read(read, one)
    })
    expect(headers).toBe(2)
    expect(blocks.length).toBe(21)
    for (const { header, logs } of blocks)
      expect(new Set([header.timestamp / 1_000, ...logs.map(({ data }) => Number(data))])).toEqual(new Set([2]))
  })

  it('are not asked where they are of another chain: the first is waited for', async () => {
    const fake = new FakeNode(100)
    const nodes = [1, 2].map((mark) => new Marked(fake, 100, mark))
    nodes[1]!.chainId = 5
    nodes[0]!.up = false
    const { endpoints, alarms } = endpointsOf(nodes)
    const error = await endpoints.batch([]).catch((thrown: unknown) => thrown)
    expect(await endpoints.leave(error)).toBe(false)
    expect(alarms.heard).toEqual(['E-ENDPOINT-UNFIT'])
    nodes[0]!.up = true
    expect(await endpoints.batch([{ method: 'eth_blockNumber', params: [] }])).toEqual([100])
  })
})
