import type { Call, HistoryRpc } from '../../../src/indexer/source/history/rpc'

export const CONTRACT = `0x${'c0'.repeat(20)}`
const OTHER = `0x${'0f'.repeat(20)}`

interface Log {
  address: string
  topics: string[]
  data: string
  blockNumber: string
  blockHash: string
  transactionHash: string
  transactionIndex: string
  logIndex: string
  removed: boolean
}

/** What goes wrong with one answer. */
export type Fault =
  | 'too-many'
  | '429'
  | '500'
  | '-32000'
  | 'timeout'
  | 'html'
  | 'cut'
  | 'duplicate'
  | 'removed'
  | 'reordered'
  | 'wrong-hash'
  | 'null-block'
  | 'wrong-parent'
  | 'foreign'

/** mulberry32: the faults of a seed are the same on every machine. */
export function random(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

export const blockHash = (number: number) => `0x${(number + 0xb10c0000).toString(16).padStart(64, '0')}`
const hex = (number: number) => `0x${number.toString(16)}`

/** A chain in memory behind the port; `faultOf` spoils single answers. */
export class FakeNode implements HistoryRpc {
  readonly logs: Log[] = []
  private readonly byBlock = new Map<number, Log[]>()
  /** every range that was asked for */
  readonly asked: { from: number; to: number }[] = []
  readonly methods: Record<string, number> = {}
  /** answers `eth_getLogs` refuses to exceed */
  maxResults = Number.POSITIVE_INFINITY
  /** answers longer than this are cut without a word */
  silentCap = Number.POSITIVE_INFINITY
  faultOf: (call: Call) => Fault | undefined = () => undefined
  /** blocks by which the machine that answers the next batch is behind */
  lagOf: () => number = () => 0

  constructor(
    readonly head: number,
    seed = 1,
    density = 0.3,
  ) {
    const next = random(seed)
    for (let block = 1; block <= head; block++) {
      const emitted = next() < density ? Math.ceil(next() * 5) : 0
      for (let i = 0; i < emitted; i++) this.emit(block, i * 2 + (next() < 0.5 ? 1 : 0))
    }
  }

  private emit(block: number, logIndex: number): void {
    const log: Log = {
      address: CONTRACT,
      topics: [`0x${'aa'.repeat(32)}`],
      data: '0x01',
      blockNumber: hex(block),
      blockHash: blockHash(block),
      transactionHash: `0x${(block * 1000 + logIndex).toString(16).padStart(64, '0')}`,
      transactionIndex: hex(logIndex),
      logIndex: hex(logIndex),
      removed: false,
    }
    this.logs.push(log)
    this.byBlock.set(block, [...(this.byBlock.get(block) ?? []), log])
  }

  async batch(calls: readonly Call[]): Promise<unknown[]> {
    const head = this.head - this.lagOf()
    const fault = this.faultOf(calls[0]!)
    this.fail(fault)
    return calls.map((call, i) => this.answer(call, head, i === 0 ? fault : undefined))
  }

  /** Faults of the transport hit a whole batch, those of an answer its first call. */
  private fail(fault: Fault | undefined): void {
    if (fault === '429') throw Object.assign(new Error('got 429'), { response: { status: 429 } })
    if (fault === '500') throw Object.assign(new Error('got 500'), { response: { status: 500 } })
    if (fault === '-32000') throw Object.assign(new Error('header not found'), { code: -32000 })
    if (fault === 'timeout') throw new Error('request timed out')
    if (fault === 'html') throw new Error('server returned invalid JSON: unexpected token <')
  }

  private answer(call: Call, head: number, fault: Fault | undefined): unknown {
    this.methods[call.method] = (this.methods[call.method] ?? 0) + 1
    if (call.method === 'eth_blockNumber') return hex(head)
    if (call.method === 'eth_getLogs') return this.getLogs(call, head, fault)
    if (call.method === 'eth_getTransactionByHash') return this.transaction(String(call.params[0]))
    if (call.method === 'eth_call') return (call.params[1] as { blockHash: string }).blockHash
    return this.header(Number(call.params[0]), head, fault)
  }

  private getLogs(call: Call, head: number, fault: Fault | undefined): Log[] {
    const wanted = call.params[0] as { fromBlock: string; toBlock: string }
    const [from, to] = [Number(wanted.fromBlock), Math.min(head, Number(wanted.toBlock))]
    this.asked.push({ from, to })
    const found: Log[] = []
    for (let block = from; block <= to; block++) for (const log of this.byBlock.get(block) ?? []) found.push({ ...log })
    if (fault === 'too-many' || found.length > this.maxResults)
      throw Object.assign(new Error('query returned more than 10000 results'), { code: -32005 })
    // No provider caps below what one block may hold (five here); such a cap would need level `block`.
    if (fault === 'cut') return found.slice(0, Math.max(5, Math.floor(found.length / 2)))
    const victim = found[Math.floor(found.length / 2)]
    if (victim && fault === 'duplicate') found.push({ ...found[found.length - 1]! })
    if (victim && fault === 'removed') victim.removed = true
    if (victim && fault === 'wrong-hash') victim.blockHash = blockHash(999_999)
    if (victim && fault === 'foreign') victim.address = OTHER
    if (fault === 'reordered') found.reverse()
    return found.slice(0, this.silentCap)
  }

  private header(number: number, head: number, fault: Fault | undefined): unknown {
    if (number > head || fault === 'null-block') return null
    const parentHash = blockHash(fault === 'wrong-parent' ? 999_999 : number - 1)
    return { number: hex(number), hash: blockHash(number), parentHash, timestamp: hex(1_700_000_000 + number) }
  }

  private transaction(hash: string): unknown {
    const log = this.logs.find(({ transactionHash }) => transactionHash === hash)!
    return { hash, blockHash: log.blockHash, to: CONTRACT, input: `0xca11${hash.slice(-4)}` }
  }
}
