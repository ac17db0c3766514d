import type { Alarms } from '../../../src/indexer/alarms'
import type { Difference } from '../../../src/indexer/source/completeness/difference'
import { Proof } from '../../../src/indexer/source/completeness/proof'
import { Blooms } from '../../../src/indexer/source/head/bloom'
import { Branch } from '../../../src/indexer/source/head/branch'
import { Confirmer } from '../../../src/indexer/source/head/confirm'
import type { HotStep } from '../../../src/indexer/source/head/finality'
import { Follower } from '../../../src/indexer/source/head/follower'
import type { BlockRef } from '../../../src/indexer/source/head/header'
import { BlockReader } from '../../../src/indexer/source/head/reader'
import { History } from '../../../src/indexer/source/history/history'
import type { HistoryBlock } from '../../../src/indexer/source/history/range'
import { loadKeccak } from '../../../src/keccak'
import { CONTRACT, type HotNode, keyOf, TOPIC } from './hotNode'

/** Alarms kept in memory: what stands, and what ever stood. */
export class HeardAlarms implements Alarms {
  readonly standing = new Set<string>()
  readonly heard: string[] = []

  async raise(code: string): Promise<void> {
    if (!this.standing.has(code)) this.heard.push(code)
    this.standing.add(code)
  }

  async clear(code: string): Promise<void> {
    this.standing.delete(code)
  }

  async clearAll(): Promise<void> {
    this.standing.clear()
  }
}

/** Thrown by the feed of a test when it has no head left to tell. */
class NoMoreHeads extends Error {}

/**
 * A follower on a scripted node, and a store that keeps what it writes: blocks on their base, as the SDK's store would,
 * which refuses a base it does not have and a step that is no chain.
 */
export class Followed {
  readonly alarms = new HeardAlarms()
  readonly pauses: number[] = []
  /** heights of the bases of hot steps, and `final` for each write of history */
  readonly writes: (number | 'final')[] = []
  /** who must name the same blocks before they are final, where it is somebody else */
  second: HotNode | undefined
  /** what the next write of a hot step fails with */
  failure: Error | undefined
  blocks: HistoryBlock[]
  final: number
  private branch: Branch
  private readonly proof: Proof

  private constructor(
    private readonly node: HotNode,
    private readonly blooms: Blooms,
    private readonly finality: number,
  ) {
    this.proof = new Proof(undefined, this.alarms)
    // Up to the block that is final, what was written before has no logs here: the tests look at what comes.
    const final = node.at(Math.max(0, node.head.height - finality))
    this.branch = new Branch(final, [])
    this.final = final.height
    this.blocks = Array.from({ length: final.height + 1 }, (_, height) => ({
      header: { ...node.at(height), parentHash: '', timestamp: 0 },
      logs: [],
    }))
  }

  static async on(node: HotNode, finality: number): Promise<Followed> {
    return new Followed(node, new Blooms(await loadKeccak()), finality)
  }

  /** Follows the node's present head, or the heads given, until they are reached. */
  async reach(heads: (() => BlockRef)[] = [() => this.node.head]): Promise<void> {
    const { node, finality, alarms } = this
    const pause = async (ms: number) => void this.pauses.push(ms)
    const filter = { addresses: new Set([CONTRACT]), wantsTransaction: () => false }
    const queue = [...heads]
    const reader = new BlockReader(node, filter, this.blooms, {
      proof: this.proof,
      alarms,
      finalBelow: async (height) =>
        Array.from({ length: 8 }, (_, i) => height - finality - 7 + i).filter((at) => at >= 0),
      topicsOf: () => [TOPIC],
    })
    const follower = new Follower({
      rpc: node,
      feed: {
        next: async () => {
          const head = queue.shift()
          if (!head) throw new NoMoreHeads()
          return head()
        },
      },
      reader,
      confirmer: new Confirmer({
        rpc: this.second ?? node,
        reader: this.second ? new BlockReader(this.second, filter, this.blooms) : reader,
        second: this.second !== undefined,
        alarms,
        compare: async (blocks) => this.compare(blocks),
      }),
      history: new History(node, filter, finality, pause),
      alarms,
      finality,
      writeHot: async (step) => this.writeHot(step),
      writeFinal: async (base, blocks) => this.writeFinal(base, blocks),
      pause,
    })
    await follower.follow(this.branch).catch((error) => {
      if (!(error instanceof NoMoreHeads)) throw error
    })
  }

  /** Hash of every block that is there, and the logs in each: what `HotNode.upTo` says of a chain. */
  get written(): string[] {
    return this.blocks.flatMap(({ header, logs }) => [header.hash, ...logs.map(keyOf)])
  }

  private compare(blocks: readonly HistoryBlock[]): Difference | undefined {
    for (const { header, logs } of blocks) {
      const stored = new Set(this.blocks[header.height]!.logs.map(keyOf))
      const missing = logs.find((log) => !stored.has(keyOf(log)))
      const at = { block: header.height, blockHash: header.hash }
      if (missing) return { ...at, logIndex: missing.logIndex, side: 'chain' }
      if (stored.size > logs.length) return { ...at, logIndex: 0, side: 'ledger' }
    }
    return undefined
  }

  private writeHot({ baseHead, finalizedHead, blocks }: HotStep): void {
    // Without blocks it is finality that moves.
    if (blocks.length > 0) this.writes.push(baseHead.height)
    if (this.failure) throw this.failure
    if (baseHead.height < this.final) throw new Error('a final block would be undone')
    if (this.blocks[baseHead.height]?.header.hash !== baseHead.hash) throw new Error('the base is not there')
    const next = [...this.blocks.slice(0, baseHead.height + 1), ...blocks]
    if (next.some(({ header }, height) => header.height !== height)) throw new Error('no chain')
    if (finalizedHead.height < this.final || next[finalizedHead.height]?.header.hash !== finalizedHead.hash)
      throw new Error('finality went back, or is of another chain')
    this.blocks = next
    this.final = finalizedHead.height
  }

  private writeFinal(base: BlockRef, blocks: HistoryBlock[]): void {
    this.writes.push('final')
    if (base.height !== this.final || this.blocks[base.height]?.header.hash !== base.hash)
      throw new Error('final blocks on another base')
    // History hands over blocks with logs, and the last: the others are taken from the chain, to compare.
    const last = blocks[blocks.length - 1]!.header
    const between = Array.from({ length: last.height - base.height }, (_, i) => base.height + 1 + i)
    this.blocks = [
      ...this.blocks.slice(0, base.height + 1),
      ...between.map(
        (height) =>
          blocks.find(({ header }) => header.height === height) ?? {
            header: { ...this.node.at(height), parentHash: '', timestamp: 0 },
            logs: [],
          },
      ),
    ]
    this.final = last.height
  }
}
