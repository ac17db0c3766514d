import type { ClientBase } from 'pg'
import type { Node } from '../chain/node'
import type { BlockNumber } from '../economics/units'
import { AssayError } from '../errors'
import type { Network } from '../indexer/network'
import { requireStored } from '../indexer/source/completeness/difference'
import { fillHashes } from '../indexer/source/completeness/fillHashes'
import { type Complete, type Level, levels } from '../indexer/source/completeness/level'
import type { Proof } from '../indexer/source/completeness/proof'
import { raise, readRanges } from '../indexer/source/completeness/ranges'
import { closeAllStored } from '../indexer/source/digest/catchUp'
import { readHeaders } from '../indexer/source/head/header'
import type { HistoryBlock } from '../indexer/source/history/range'
import { retry } from '../indexer/source/history/retry'
import type { BlockRange } from '../indexer/source/history/structure'
import { finalHeight } from '../postgres/cursor'
import { realPause } from '../process/backOff'
import { openProver, openReader } from './chainReader'

/** Blocks of one commit: after a stop no more than these are read again. */
const BLOCKS = 100

/** To which level all of some blocks were read. */
export interface ReadLevel {
  readonly level: Level
  /** why not to `proven`, where their blooms hold: the first block, and what it lacks */
  readonly unproven: string | undefined
}

/**
 * Reads final blocks whole, whatever their level says, compares their logs with the ledger's, and raises each to the level
 * that its chain and the endpoint allow: `proven` where its hash vouches for its receipts, `block` where its bloom is made again from its logs, and less where blooms or log indexes of the chain
 * prove nothing, or the endpoint gives the logs of our contracts alone.
 * @param onBlock called with the last block of each commit
 * @returns the lowest level that a block was read to
 * @throws AssayError E-AUDIT-RANGE, E-BLOCK-UNPROVEN, E-LOGS-MISSING, E-LOGS-FOREIGN, E-LOGS-DIFFER, E-SOURCE-STRUCTURE, E-SOURCE-RPC; E-RPC when the node is away
 */
export async function readWhole(
  db: ClientBase,
  node: Node,
  network: Network,
  range: BlockRange,
  onBlock: (block: number) => void,
): Promise<ReadLevel> {
  const ranges = await readRanges(db, network.name)
  const final = (await finalHeight(db, network.name)) ?? -1
  const on = await openReader(db, node, network, final)
  const { rpc, reader, proof } = on
  const heldTo = heldUpTo(ranges[ranges.length - 1], final, proof)
  if (range.to > heldTo || range.from > range.to)
    throw new AssayError('E-AUDIT-RANGE', `blocks ${range.from} to ${range.to} cannot be raised`, {
      next:
        heldTo < 0
          ? `Nothing of ${network.name} is held for good yet.`
          : `Give a range that ends at ${heldTo} at most, up to which ${network.name} is held for good.`,
    })
  const prover = await openProver(on)
  const prove = (blocks: readonly HistoryBlock[]) =>
    retry({ block: blocks[0]!.header.height, text: 'proving blocks' }, realPause, () =>
      prover.prove(blocks.map(({ header }) => header)),
    )
  let unproven: string | undefined
  let lowest: Level = 'proven'
  for (const { fromBlock, toBlock } of ranges) {
    const to = Math.min(toBlock, range.to)
    for (let from = Math.max(fromBlock, range.from); from <= to; from += BLOCKS) {
      const some = { fromBlock: from, toBlock: Math.min(to, from + BLOCKS - 1) }
      const reading = { block: from, text: 'reading blocks again' }
      const blocks = await retry(reading, realPause, async () =>
        reader.read(await readHeaders(rpc, { from, to: some.toBlock })),
      )
      // What a chain's blooms do not prove, its headers may not either.
      const found = lowestOf(blocks) === 'block' ? await prove(blocks) : undefined
      const read = found && 'blocks' in found ? found.blocks : blocks
      if (found && 'why' in found) unproven ??= found.why
      await requireStored(db, network, read)
      await fillHashes(db, network, read)
      const level = lowestOf(read)
      await raise(db, network, { level, ...some })
      lowest = lower(lowest, level)
      onBlock(some.toBlock)
    }
  }
  await closeAllStored(db, network)
  return { level: lowest, unproven }
}

/** The indexer writes on the last range: final blocks of it can be read, and are not to be raised yet. */
function heldUpTo(last: Complete | undefined, final: BlockNumber, proof: Proof): BlockNumber {
  if (last === undefined) return -1
  if (levels.indexOf(last.level) >= levels.indexOf('block')) return last.toBlock
  return last.level === proof.levelOf(true) ? Math.min(last.toBlock, final) : last.fromBlock - 1
}

const lower = (one: Level, other: Level) => (levels.indexOf(one) < levels.indexOf(other) ? one : other)
const lowestOf = (blocks: readonly HistoryBlock[]) =>
  blocks.reduce<Level>((lowest, { level }) => lower(lowest, level ?? 'structure'), 'proven')
