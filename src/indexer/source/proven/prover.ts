import { isRateLimit, isRefusal } from '../../../chain/said'
import type { BlockNumber } from '../../../economics/units'
import { AssayError } from '../../../errors'
import type { Keccak } from '../../../keccak'
import { readHeadersAt } from '../head/header'
import { StructureFault } from '../history/faults'
import type { HistoryBlock } from '../history/range'
import { type HistoryRpc, inBatches } from '../history/rpc'
import { hex, type WireHeader, type WireLog } from '../history/wire'
import { foreignField, hashOfHeader, type WireBlock } from './headerHash'
import { receiptsRoot, unknownType, type WireReceipt } from './receiptsRoot'

/** Blocks whose receipts are in memory together. */
const BLOCKS = 10

/** What a block's hash vouches for, or why it does not. */
type Verdict = { readonly block: HistoryBlock } | Doubt
interface Doubt {
  readonly height: BlockNumber
  readonly why: string
  /** what contradicts itself: either the chain makes it in another way, or the endpoint lies; undefined: nothing does */
  readonly of?: 'header' | 'receipts'
}

/**
 * Level `proven`: keccak256 of the header's RLP is the block's hash, and its receipts make the trie whose root the header
 * names, so that whoever has the hash has the logs. Chains that hash or encode otherwise, and endpoints without receipts,
 * stay at the level of before, which is said; a block that contradicts itself where others do not is refused.
 */
export class Prover {
  /** what has been seen to hold for a block of this chain */
  private readonly held = new Set<'header' | 'receipts'>()

  constructor(
    private readonly rpc: HistoryRpc,
    private readonly addresses: ReadonlySet<string>,
    private readonly keccak: Keccak,
    /** heights of final blocks that show how the chain makes its blocks */
    private readonly others: () => Promise<readonly BlockNumber[]>,
  ) {}

  /**
   * @returns the blocks with the logs that their receipts hold, or why not all of them are proven
   * @throws AssayError E-BLOCK-UNPROVEN; StructureFault, what the transport throws
   */
  async prove(headers: readonly WireHeader[]): Promise<{ readonly blocks: HistoryBlock[] } | { readonly why: string }> {
    const verdicts = await this.verdicts(headers)
    const doubts = verdicts.filter((verdict) => 'why' in verdict)
    const doubt = doubts.find(({ of }) => of !== undefined) ?? doubts[0]
    if (!doubt) return { blocks: verdicts.flatMap((verdict) => ('block' in verdict ? [verdict.block] : [])) }
    if (doubt.of && !this.held.has(doubt.of)) await this.verdicts(await readHeadersAt(this.rpc, await this.others()))
    if (doubt.of && this.held.has(doubt.of)) throw unproven(doubt)
    return { why: `block ${doubt.height}: ${doubt.why}` }
  }

  private verdicts(headers: readonly WireHeader[]): Promise<Verdict[]> {
    return inBatches(headers, (some) => this.some(some), BLOCKS)
  }

  private async some(headers: readonly WireHeader[]): Promise<Verdict[]> {
    const calls = headers.map(({ hash }) => ({ method: 'eth_getBlockByHash', params: [hash, false] }))
    const blocks = (await this.rpc.batch(calls)) as WireBlock[]
    const receipts = await this.receiptsOf(headers, blocks)
    const verdicts: Verdict[] = []
    for (const [i, header] of headers.entries()) verdicts.push(await this.verdict(header, blocks[i]!, receipts[i]))
    return verdicts
  }

  private async verdict(
    header: WireHeader,
    block: WireBlock,
    receipts: readonly WireReceipt[] | undefined,
  ): Promise<Verdict> {
    const { height, hash } = header
    if (hashOfHeader(block, this.keccak) !== hash) {
      const field = foreignField(block)
      if (field !== undefined) return { height, why: `its header has a field ${field}, which is not known here` }
      return { height, why: `its header does not make its hash ${hash}`, of: 'header' }
    }
    this.held.add('header')
    if (!receipts) return { height, why: 'the endpoint gives no receipts' }
    const type = unknownType(receipts)
    if (type !== undefined) return { height, why: `it has a receipt of type ${type}, which is not known here` }
    const root = await receiptsRoot(receipts, this.keccak)
    if (root !== block.receiptsRoot)
      return {
        height,
        why: `its ${receipts.length} receipts make the root ${root}, its header has ${block.receiptsRoot}`,
        of: 'receipts',
      }
    if (receipts.length > 0) this.held.add('receipts')
    return { block: { header, logs: this.logsOf(header, receipts), level: 'proven' } }
  }

  /** Numbered through the block, whatever numbers the endpoint gave: they are no part of a receipt. */
  private logsOf({ height: block, hash: blockHash }: WireHeader, receipts: readonly WireReceipt[]): WireLog[] {
    const all = receipts.flatMap(({ logs, transactionHash }, transactionIndex) =>
      logs.map(({ address, topics, data }) => ({ address, topics, data, transactionHash, transactionIndex })),
    )
    return all
      .map((log, logIndex) => ({
        ...{ ...log, block, blockHash, logIndex },
        address: log.address.toLowerCase(),
        topics: log.topics.map((topic) => topic.toLowerCase()),
        data: log.data.toLowerCase(),
        transactionHash: log.transactionHash.toLowerCase(),
      }))
      .filter(({ address }) => this.addresses.has(address))
  }

  /** Of each block; undefined where the endpoint gives none. */
  private async receiptsOf(headers: readonly WireHeader[], blocks: readonly WireBlock[]) {
    const hashes = blocks.map(transactionsOf)
    const filled = headers.filter((_, i) => hashes[i]!.length > 0)
    const answers =
      (await this.ofBlocks(filled)) ?? (await this.ofTransactions(hashes.filter(({ length }) => length > 0)))
    const found = new Map(filled.map((header, i) => [header.height, receiptsIn(answers?.[i], header)]))
    return headers.map(({ height }) => (found.has(height) ? found.get(height) : []))
  }

  private ofBlocks(headers: readonly WireHeader[]): Promise<unknown[] | undefined> {
    const calls = headers.map(({ height }) => ({ method: 'eth_getBlockReceipts', params: [hex(height)] }))
    return this.rpc.batch(calls).catch(refusedAs(undefined))
  }

  private async ofTransactions(blocks: readonly (readonly string[])[]): Promise<unknown[] | undefined> {
    const answers: unknown[] = []
    for (const transactions of blocks) {
      const calls = transactions.map((hash) => ({ method: 'eth_getTransactionReceipt', params: [hash] }))
      const receipts = await inBatches(calls, (some) => this.rpc.batch(some)).catch(refusedAs(undefined))
      if (!receipts) return undefined
      answers.push(receipts)
    }
    return answers
  }
}

/** What an endpoint will not give is not given; what it will not give now is asked for again. */
function refusedAs<T>(value: T) {
  return (error: unknown): T => {
    if (!isRefusal(error) || isRateLimit(error)) throw error
    return value
  }
}

const transactionsOf = ({ transactions }: WireBlock) => (Array.isArray(transactions) ? (transactions as string[]) : [])

/** @returns undefined where the node keeps them no longer @throws StructureFault where they are of another block */
function receiptsIn(answer: unknown, { height, hash }: WireHeader): WireReceipt[] | undefined {
  if (!Array.isArray(answer) || answer.includes(null)) return undefined
  const receipts = answer as WireReceipt[]
  const other = receipts.find(({ blockHash }) => blockHash.toLowerCase() !== hash)
  if (other) throw new StructureFault(height, `a receipt is of block ${other.blockHash}, not of ${hash}`)
  return receipts
}

function unproven({ height, why }: Doubt): AssayError {
  return new AssayError('E-BLOCK-UNPROVEN', `block ${height}: ${why}`, {
    next: 'Other blocks of the chain prove themselves: the endpoint alters what this one says. Read it from another endpoint (rpc of the profile, or RPC_<NETWORK>_HTTP), and index again from a sound one where the ledger differs.',
    details: { block: height },
  })
}
