import { isDeepStrictEqual } from 'node:util'
import type { Alarms } from '../../alarms'
import { type Looked, Proof, ProofFault } from '../completeness/proof'
import { enriched, readAround } from '../history/around'
import { remedyOf, StructureFault } from '../history/faults'
import { isOrdered, numbered } from '../history/order'
import type { HistoryBlock, HistoryFilter } from '../history/range'
import { type HistoryRpc, inBatches } from '../history/rpc'
import { readTransaction, type WireLog, type WireTransaction } from '../history/wire'
import type { Blooms } from './bloom'
import { type HotHeader, readHeadersAt } from './header'
import { LogWays } from './logWays'
import { checkClaimed, checkWhole } from './whole'

/** Blocks of one batch: at 500 logs a block, unfiltered, 10 MiB. */
const BLOCKS_PER_BATCH = 20
/**
 * Bits of a bloom up to which its claims are taken at their word: one address and one topic are both in 128 of 2,048 bits
 * by chance once in ten million blocks.
 */
const SPARSE_BITS = 128

/** What a reader may know beside the chain. */
interface ReaderOptions {
  readonly proof?: Proof
  readonly alarms?: Pick<Alarms, 'raise' | 'clear'>
  /** heights of some final blocks up to a height that are worth a look: with logs, and the newest */
  finalBelow?(height: number): Promise<readonly number[]>
  /** topics of a contract's events */
  topicsOf?(address: string): Iterable<string>
}

/**
 * Reads blocks of the hot tail whole: all logs by the block's own hash, unfiltered, so that its bloom can be recomputed;
 * as much less as the endpoint gives and the chain proves. Each read is tried once: the follower handles a block that is
 * gone.
 */
export class BlockReader {
  private readonly ways: LogWays
  private readonly proof: Proof
  private readonly others = new Map<HistoryRpc, BlockReader>()

  constructor(
    private readonly rpc: HistoryRpc,
    private readonly filter: HistoryFilter,
    private readonly blooms: Blooms,
    private readonly options: ReaderOptions = {},
  ) {
    this.proof = options.proof ?? new Proof()
    this.ways = new LogWays(rpc, filter.addresses, this.proof, options.alarms)
  }

  /**
   * The blocks of these headers with the logs that are ours.
   * @param rpc the endpoint that gave the headers, where there are several @throws StructureFault, or what the transport throws
   */
  read(headers: readonly HotHeader[], rpc = this.rpc): Promise<HistoryBlock[]> {
    const reader = this.on(rpc)
    return inBatches(headers, (some) => reader.readSplit(some), BLOCKS_PER_BATCH)
  }

  /** A reader that asks one endpoint: each has its own ways of giving logs. */
  private on(rpc: HistoryRpc): BlockReader {
    if (rpc === this.rpc) return this
    const known = this.others.get(rpc) ?? new BlockReader(rpc, this.filter, this.blooms, this.options)
    this.others.set(rpc, known)
    return known
  }

  /** Halves the batch while its answer exceeds what the endpoint or a WebSocket message admits. */
  private async readSplit(headers: readonly HotHeader[]): Promise<HistoryBlock[]> {
    try {
      return await this.readTogether(headers)
    } catch (error) {
      if (headers.length === 1 || remedyOf(error) !== 'split') throw error
      const middle = headers.length >> 1
      return [...(await this.readSplit(headers.slice(0, middle))), ...(await this.readSplit(headers.slice(middle)))]
    }
  }

  private async readTogether(headers: readonly HotHeader[]): Promise<HistoryBlock[]> {
    const { logs: given, whole } = await this.ways.read(headers)
    const logs: WireLog[][] = []
    for (const [i, header] of headers.entries()) logs.push(await this.ours(header, given[i]!, whole))
    const transactions = await this.transactionsOf(logs.flat().filter(this.filter.wantsTransaction))
    const at = { transactions, headers: new Map(headers.map((header) => [header.height, header])) }
    const withdrawn = await readAround(this.rpc, this.filter.around, logs.flat(), at)
    const level = this.proof.levelOf(whole)
    return headers.map((header, i) => ({
      header,
      logs: logs[i]!.map((log) => enriched(log, transactions, withdrawn)),
      level,
    }))
  }

  /** The logs of our contracts, once a block's logs are proven as far as they can be. */
  private async ours(header: HotHeader, given: readonly WireLog[], whole: boolean): Promise<WireLog[]> {
    const { blooms, proof } = this
    if (proof.logIndexes && !isOrdered(given)) await this.numbersOddly(header, given)
    while (true)
      try {
        if (whole) checkWhole(header, given, blooms, proof)
        else checkClaimed(header, given, blooms, proof)
        break
      } catch (error) {
        if (!(error instanceof ProofFault) || !(await this.lowered(header))) throw error
      }
    const ours = given.filter(({ address }) => this.filter.addresses.has(address))
    if (ours.length === 0 && !(whole && proof.blooms)) await this.requireSilence(header)
    return numbered(ours, proof)
  }

  /** Indexes that are no places in their block are the chain's where the endpoint, asked again, says the same. */
  private async numbersOddly(header: HotHeader, given: readonly WireLog[]): Promise<void> {
    const { logs } = await this.ways.read([header])
    if (!isDeepStrictEqual(logs[0], given)) throw new StructureFault(header.height, 'its logs are numbered in two ways')
    await this.proof.numbersOddly(header.height)
  }

  /** A header that claims a log of ours, where none was given: asked again, and believed where chance is no answer. */
  private async requireSilence(header: HotHeader): Promise<void> {
    const { blooms, options } = this
    const claimed = this.claimedIn(header)
    const filter = filterOf(header)
    if (claimed.length === 0 || isFull(filter)) return
    const { logs } = await this.ways.again([header])
    const certain =
      bitsOf(filter) <= SPARSE_BITS &&
      claimed.some((contract) =>
        [...(options.topicsOf?.(contract) ?? [])].some((topic) => blooms.claims(filter, topic)),
      )
    if (logs[0]!.length > 0 || certain)
      throw new StructureFault(header.height, 'its header claims a log of ours, and none was given')
  }

  private claimedIn(header: HotHeader): string[] {
    const filter = filterOf(header)
    return [...this.filter.addresses].filter((contract) => this.blooms.claims(filter, contract))
  }

  /** Looks at final blocks for what makes this one odd. @returns whether less is relied on from now on */
  async lowered({ height }: Pick<HotHeader, 'height'>, from = this.rpc): Promise<boolean> {
    const { rpc, ways, blooms, proof, options } = this.on(from)
    const heights = (await options.finalBelow?.(height)) ?? []
    if (heights.length === 0) return false
    const look = async (): Promise<Looked[]> => {
      const headers = await readHeadersAt(rpc, heights)
      const { logs, whole } = await ways.read(headers)
      return headers.map((header, i) => {
        const ours = logs[i]!.some(({ address }) => this.filter.addresses.has(address))
        return { header, logs: logs[i]!, whole, silent: !ours && this.claimedIn(header).length > 0 }
      })
    }
    return proof.lowered(look, blooms).catch((error: unknown) => {
      // A node that contradicts itself about other blocks too shows nothing of the chain.
      if (error instanceof StructureFault) return false
      throw error
    })
  }

  private async transactionsOf(logs: readonly WireLog[]): Promise<Map<string, WireTransaction>> {
    const wanted = [...new Map(logs.map((log) => [log.transactionHash, log])).values()]
    const read = await inBatches(wanted, async (some) => {
      const calls = some.map((log) => ({ method: 'eth_getTransactionByHash', params: [log.transactionHash] }))
      const answers = await this.rpc.batch(calls)
      return some.map((log, i) => readTransaction(answers[i], log))
    })
    return new Map(read.map((transaction) => [transaction.hash, transaction]))
  }
}

function filterOf({ logsBloom }: HotHeader): Uint8Array {
  return Buffer.from(logsBloom.slice(2), 'hex')
}

function bitsOf(filter: Uint8Array): number {
  let bits = 0
  for (const byte of filter) for (let rest = byte; rest > 0; rest &= rest - 1) bits += 1
  return bits
}

function isFull(filter: Uint8Array): boolean {
  return filter.every((byte) => byte === 0xff)
}
