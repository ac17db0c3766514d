import { Blooms } from '../../../src/indexer/source/head/bloom'
import type { BlockRef } from '../../../src/indexer/source/head/header'
import type { Call, HistoryRpc } from '../../../src/indexer/source/history/rpc'
import { loadKeccak } from '../../../src/keccak'

export const CONTRACT = `0x${'c0'.repeat(20)}`
const OTHER = `0x${'0f'.repeat(20)}`
export const TOPIC = `0x${'aa'.repeat(32)}`

const hex = (number: number) => `0x${number.toString(16)}`
const word = (number: number) => `0x${number.toString(16).padStart(64, '0')}`

export interface HotLog {
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

interface HotBlock {
  readonly header: { number: string; hash: string; parentHash: string; timestamp: string; logsBloom: string }
  readonly logs: HotLog[]
}

/** A node whose chain the test grows, replaces and takes back; `spoil` changes single answers, or throws. */
export class HotNode implements HistoryRpc {
  private readonly blocks = new Map<string, HotBlock>()
  private canonical: HotBlock[] = []
  private made = 0
  /** calls of each kind */
  readonly asked: Record<string, number> = {}
  /** whether blocks that were replaced are unknown, as on anvil; others keep them for a while */
  forgets = false
  spoil: (call: Call, answer: unknown) => unknown = (_, answer) => answer

  private constructor(private readonly blooms: Blooms) {
    this.mine(1, 0)
  }

  static async start(): Promise<HotNode> {
    return new HotNode(new Blooms(await loadKeccak()))
  }

  get head(): BlockRef {
    return this.at(this.canonical.length - 1)
  }

  at(height: number): BlockRef {
    return { height, hash: this.canonical[height]!.header.hash }
  }

  /** Hash of every block up to `height`, and the logs of ours in each. */
  upTo(height: number): string[] {
    return this.canonical
      .slice(0, height + 1)
      .flatMap(({ header, logs }) => [header.hash, ...logs.filter(({ address }) => address === CONTRACT).map(keyOf)])
  }

  /**
   * @param logs of each block; every third is of a contract nobody asked for
   * @param alike whether they have the same topics, so that the bloom does not tell how many there are
   */
  mine(blocks: number, logs = 4, alike = false): void {
    for (let i = 0; i < blocks; i++) {
      const height = this.canonical.length
      // Unlike real ones, hashes are numbers counted up: a block made later has another, whatever it holds.
      const hash = word(0xb10c0000 + ++this.made)
      const parentHash = this.canonical[height - 1]?.header.hash ?? word(0)
      const emitted = Array.from({ length: logs }, (_, n) => logOf(height, hash, this.made, n, alike))
      const header = {
        number: hex(height),
        hash,
        parentHash,
        timestamp: hex(1_700_000_000 + height),
        logsBloom: this.blooms.of(emitted),
      }
      const block = { header, logs: emitted }
      this.blocks.set(hash, block)
      this.canonical.push(block)
    }
  }

  /** Takes the last blocks back, and mines others. */
  reorg(depth: number, blocks: number, logs = 4): void {
    this.canonical.length -= depth
    this.mine(blocks, logs)
  }

  /** The chain as it is now, to go back to. */
  remember(): () => void {
    const then = [...this.canonical]
    return () => {
      this.canonical = then
    }
  }

  async batch(calls: readonly Call[]): Promise<unknown[]> {
    return calls.map((call) => {
      this.asked[call.method] = (this.asked[call.method] ?? 0) + 1
      return this.spoil(call, structuredClone(this.answer(call)))
    })
  }

  private answer({ method, params }: Call): unknown {
    const [what] = params
    if (method === 'eth_blockNumber') return hex(this.head.height)
    if (method === 'eth_getBlockByHash') return this.known(what)?.header ?? null
    if (method === 'eth_getBlockByNumber')
      return this.canonical[what === 'latest' ? this.head.height : Number(what)]?.header ?? null
    const wanted = what as { blockHash?: string; address?: string[]; fromBlock: string; toBlock: string }
    if (wanted.blockHash) {
      const block = this.known(wanted.blockHash)
      if (!block) throw Object.assign(new Error('unknown block'), { code: -32000 })
      return wanted.address ? block.logs.filter(({ address }) => address === CONTRACT) : block.logs
    }
    return this.canonical
      .slice(Number(wanted.fromBlock), Number(wanted.toBlock) + 1)
      .flatMap(({ logs }) => logs.filter(({ address }) => address === CONTRACT))
  }

  private known(hash: unknown): HotBlock | undefined {
    const block = this.blocks.get(String(hash))
    return this.forgets && block && !this.canonical.includes(block) ? undefined : block
  }
}

export const keyOf = ({ blockHash, logIndex }: { blockHash: string; logIndex: string | number }) =>
  `${blockHash}:${Number(logIndex)}`

function logOf(height: number, hash: string, made: number, n: number, alike: boolean): HotLog {
  return {
    address: n % 3 === 2 ? OTHER : CONTRACT,
    topics: [TOPIC, word(alike ? 7 : made * 100 + n)],
    data: '0x01',
    blockNumber: hex(height),
    blockHash: hash,
    transactionHash: word(made * 1_000 + n),
    transactionIndex: hex(n),
    logIndex: hex(n),
    removed: false,
  }
}
