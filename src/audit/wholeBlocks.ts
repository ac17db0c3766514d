import type { ClientBase } from 'pg'
import type { Node } from '../chain/node'
import { AssayError } from '../errors'
import type { Network } from '../indexer/network'
import { checkBlocks } from '../indexer/source/completeness/check'
import { raise, readRanges } from '../indexer/source/completeness/ranges'
import { Blooms } from '../indexer/source/head/bloom'
import { BlockReader } from '../indexer/source/head/reader'
import type { HistoryRpc } from '../indexer/source/history/rpc'
import type { BlockRange } from '../indexer/source/history/structure'
import { loadKeccak } from '../keccak'

/** Blocks of one commit: after a stop no more than these are read again. */
const BLOCKS = 100

/**
 * Raises final blocks to level `block`: each that is not there yet is read whole, its bloom made again from its logs,
 * and its logs compared with the ledger's.
 * @param onBlock called with the last block of each commit
 * @throws AssayError E-AUDIT-RANGE, E-LOGS-MISSING, E-LOGS-FOREIGN, E-SOURCE-STRUCTURE; E-RPC when the node is away
 */
export async function readWhole(
  db: ClientBase,
  node: Node,
  network: Network,
  range: BlockRange,
  onBlock: (block: number) => void,
): Promise<void> {
  const ranges = await readRanges(db, network.name)
  const last = ranges[ranges.length - 1]
  // The indexer writes on the last range: it is whole already, or not to be touched yet.
  const heldTo = last?.level === 'block' ? last.toBlock : (last?.fromBlock ?? 0) - 1
  if (range.to > heldTo || range.from > range.to)
    throw new AssayError('E-AUDIT-RANGE', `blocks ${range.from} to ${range.to} cannot be raised`, {
      next:
        heldTo < 0
          ? `Nothing of ${network.name} is held for good yet.`
          : `Give a range that ends at ${heldTo} at most, up to which ${network.name} is held for good.`,
    })
  const rpc: HistoryRpc = {
    batch: (calls) => Promise.all(calls.map(({ method, params }) => node.ask(method, params))),
  }
  const blooms = new Blooms(await loadKeccak())
  const filter = { addresses: new Set<string>(network.contracts.keys()), wantsTransaction: () => false }
  const parts = { db, rpc, network, blooms, reader: new BlockReader(rpc, filter, blooms) }
  for (const { level, fromBlock, toBlock } of ranges) {
    if (level === 'block') continue
    const to = Math.min(toBlock, range.to)
    for (let from = Math.max(fromBlock, range.from); from <= to; from += BLOCKS) {
      const some = { from, to: Math.min(to, from + BLOCKS - 1) }
      await checkBlocks(parts, some)
      await raise(db, network.name, { level: 'block', fromBlock: some.from, toBlock: some.to })
      onBlock(some.to)
    }
  }
}
