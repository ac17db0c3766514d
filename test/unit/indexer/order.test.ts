import { beforeEach, describe, expect, it } from 'vitest'
import { Proof } from '../../../src/indexer/source/completeness/proof'
import { Blooms } from '../../../src/indexer/source/head/bloom'
import { readHeaders } from '../../../src/indexer/source/head/header'
import { BlockReader } from '../../../src/indexer/source/head/reader'
import { readRange } from '../../../src/indexer/source/history/range'
import type { Call, HistoryRpc } from '../../../src/indexer/source/history/rpc'
import type { WireLog } from '../../../src/indexer/source/history/wire'
import { loadKeccak } from '../../../src/keccak'
import { HeardAlarms } from './followed'
import { CONTRACT, type HotLog, HotNode } from './hotNode'

const hex = (number: number) => `0x${number.toString(16)}`
const LAST = 20

let node: HotNode
let blooms: Blooms
beforeEach(async () => {
  node = await HotNode.start()
  blooms = new Blooms(await loadKeccak())
  node.mine(LAST, 7)
})

/** How an endpoint numbers logs, by their place in the block and in their transaction, of which each has two. */
type Numbering = (place: number, block: number) => number
type Answering = (logs: HotLog[]) => HotLog[]
interface Odd {
  readonly number?: Numbering
  readonly answer?: Answering
  /** of receipts; undefined: it gives none */
  readonly receipts?: boolean
}

const copy = (log: HotLog): HotLog => ({ ...log })

/** The node's chain, two logs to a transaction, as an odd endpoint tells it. */
function endpoint({ number = (place) => place, answer = (logs) => logs, receipts = true }: Odd): HistoryRpc {
  const told = (log: HotLog): HotLog => {
    const [place, block] = [Number(log.logIndex), Number(log.blockNumber)]
    const at = place >> 1
    const transactionHash = `0x${(block * 100 + at).toString(16).padStart(64, '0')}`
    return { ...log, transactionIndex: hex(at), transactionHash, logIndex: hex(number(place, block)) }
  }
  const receiptOf = async (hash: unknown) => {
    const filter = { fromBlock: '0x0', toBlock: hex(LAST) }
    const [logs] = (await node.batch([{ method: 'eth_getLogs', params: [filter] }])) as [HotLog[]]
    return { logs: logs.map(told).filter(({ transactionHash }) => transactionHash === hash) }
  }
  const one = async (call: Call): Promise<unknown> => {
    if (call.method === 'eth_getTransactionReceipt') return receipts ? receiptOf(call.params[0]) : null
    const [given] = await node.batch([call])
    return call.method === 'eth_getLogs' ? answer((given as HotLog[]).map(told)) : given
  }
  return { batch: (calls) => Promise.all(calls.map(one)) }
}

/** The endpoint gives no logs but those of our contracts. */
const filtered = ({ batch }: HistoryRpc): HistoryRpc => ({
  async batch(calls) {
    if (calls.some(({ method, params: [wanted] }) => method === 'eth_getLogs' && !Object(wanted).address))
      throw Object.assign(new Error('name an address'), { code: -32_701 })
    return batch(calls)
  },
})

/** Logs of ours that history and both ways of the head give, by block. */
async function read(rpc: HistoryRpc, odd: 'odd' | 'from-zero') {
  const alarms = new HeardAlarms()
  const proof = new Proof({ blooms: true, logIndexes: odd }, alarms)
  const filter = { addresses: new Set([CONTRACT]), wantsTransaction: () => false, proof }
  const { blocks } = await readRange(rpc, filter, { from: 0, to: LAST }, async () => {})
  const head = async (some: HistoryRpc) => {
    const reader = new BlockReader(some, filter, blooms, { proof, alarms })
    const headers = await readHeaders(some, { from: 0, to: LAST })
    for (let tries = 0; ; tries++)
      try {
        return await reader.read(headers)
      } catch (error) {
        if (tries > 3) throw error
      }
  }
  const ways = [blocks, await head(rpc), await head(filtered(rpc))]
  return { ways: ways.map((all) => all.flatMap(({ logs }) => logs)), alarms }
}

const says = ({ block, topics, data }: WireLog) => `${block} ${topics.join()} ${data}`
const places = (logs: WireLog[]) => logs.map((log) => `${log.block} ${log.logIndex} ${says(log)}`)

async function exact(odd: Odd, profile: 'odd' | 'from-zero') {
  const [truth] = (await read(endpoint({}), 'from-zero')).ways as [WireLog[]]
  const { ways, alarms } = await read(endpoint(odd), profile)
  for (const logs of ways) {
    expect(logs.map(says)).toEqual(truth.map(says))
    for (const [i, log] of logs.entries())
      if (logs[i - 1]?.block === log.block) expect(log.logIndex).toBeGreaterThan(logs[i - 1]!.logIndex)
  }
  expect(places(ways[1]!)).toEqual(places(ways[0]!))
  expect(places(ways[2]!)).toEqual(places(ways[0]!))
  return { logs: ways[0]!, truth, alarms }
}

const numberings: Record<string, Numbering> = {
  'from 0 in each transaction': (place) => place & 1,
  'from 5 in the first transaction and 2 in each other': (place) => (place & 1) + (place < 2 ? 5 : 2),
  'all 0': () => 0,
  'all 7': () => 7,
  'from 1': (place) => place + 1,
  'with gaps': (place) => place * 3,
  'on over the whole chain': (place, block) => 999_990 + block * 7 + place,
}
const isRising = (name: string) => /from 1|gaps/.test(name)
const descending: Answering = (logs) => logs.toReversed()
const doubled: Answering = (logs) => logs.flatMap((log) => [log, copy(log)])

describe('logs that a chain numbers', () => {
  it.each(Object.keys(numberings))('%s are read alike in every way, as the profile says', async (name) => {
    const { logs, alarms } = await exact({ number: numberings[name]!, receipts: false }, 'odd')
    expect(alarms.heard).not.toContain('E-LOG-INDEX-ODD')
    // What rises was kept as it was told, and stays so.
    if (isRising(name)) expect(logs.map(({ logIndex }) => logIndex % 7)).not.toContain(undefined)
  })

  it.each(Object.keys(numberings).filter((name) => !isRising(name)))(
    '%s are followed where the profile does not say so, by one alarm',
    async (name) => {
      const { alarms } = await exact({ number: numberings[name]! }, 'from-zero')
      expect(alarms.heard.filter((code) => code === 'E-LOG-INDEX-ODD')).toEqual(['E-LOG-INDEX-ODD'])
    },
  )

  it('all 0 are refused with what to write, where neither profile nor receipts tell', async () => {
    const odd = endpoint({ number: () => 0, receipts: false })
    await expect(read(odd, 'from-zero')).rejects.toThrow(/log index 0 after 0.*"logIndexes": "odd"/)
  })

  it('all 0, of which two say the same: both are there', async () => {
    const alike: Answering = (logs) => logs.map((log) => ({ ...log, topics: log.topics.slice(0, 1) }))
    const all = { number: () => 0, answer: alike }
    const none = endpoint({ ...all, receipts: false })
    const told = new Proof({ blooms: false, logIndexes: 'odd' })
    const filter = { addresses: new Set([CONTRACT]), wantsTransaction: () => false, proof: told }
    const { logs } = await readRange(none, filter, { from: 0, to: LAST }, async () => {})
    expect(logs).toBe(LAST * 5)
  })
})

describe('an answer', () => {
  const answers: Record<string, Odd> = {
    'that descends': { answer: descending },
    'that descends in each block': {
      answer: (logs) =>
        logs.toSorted(
          (a, b) => Number(a.blockNumber) - Number(b.blockNumber) || Number(b.logIndex) - Number(a.logIndex),
        ),
    },
    'with each log twice': { answer: doubled },
    'with each log twice, one after the other': { answer: (logs) => [...logs, ...logs.map(copy)] },
    'with its last log twice': { answer: (logs) => [...logs, ...logs.slice(-1).map(copy)] },
    'that descends, each log twice': { answer: (logs) => doubled(descending(logs)) },
  }
  it.each(Object.keys(answers))('%s holds each log once, in order, numbered as the chain does', async (name) => {
    const { logs, truth, alarms } = await exact(answers[name]!, 'from-zero')
    expect(places(logs)).toEqual(places(truth))
    expect(alarms.heard).not.toContain('E-LOG-INDEX-ODD')
  })

  it('that descends, of a chain that numbers in each transaction', () =>
    exact({ number: (place) => place & 1, answer: descending }, 'odd'))

  it('with each log twice, of a chain that numbers in each transaction', () =>
    exact({ number: (place) => place & 1, answer: doubled }, 'from-zero'))

  it.each(['odd', 'from-zero'] as const)('with another log of one place is at fault, %s', async (profile) => {
    const forged: Answering = (logs) => logs.flatMap((log) => [log, { ...log, data: '0x02' }])
    await expect(read(endpoint({ answer: forged }), profile)).rejects.toThrow(/log index \d+ after \d+/)
  })

  it('that descends and is cut at its end is read again', async () => {
    const cut: Answering = (logs) => descending(logs).slice(0, 40)
    await expect(read(endpoint({ answer: cut }), 'from-zero')).rejects.toThrow(/asked again/)
  })
})
