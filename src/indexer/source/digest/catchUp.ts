import type { BlockNumber } from '../../../economics/units'
import { blockId } from '../../../events/ids'
import { finalHeight } from '../../../postgres/cursor'
import { rangeOf } from '../../../postgres/logDigest'
import type { Queryable } from '../../../postgres/queryable'
import { digestUpTo, firstEventBlock, newestDigest, rowsOf } from '../../../postgres/readLogDigest'
import type { Network } from '../../network'
import { requireStored } from '../completeness/difference'
import { fillHashes } from '../completeness/fillHashes'
import { readHeadersAt } from '../head/header'
import type { BlockReader } from '../head/reader'
import type { HistoryRpc } from '../history/rpc'
import type { BlockRange } from '../history/structure'

/** Blocks of one step, read whole. */
const BLOCKS = 100

interface CatchUpParts {
  readonly rpc: HistoryRpc
  readonly network: Network
  readonly reader: Pick<BlockReader, 'read'>
}

/**
 * One step towards the digests of what a build without them has indexed: reads blocks again whose rows have no hash of
 * their raw log, or closes what has all of them. Beside the indexer, and never in its transactions.
 * @returns the blocks; undefined where there is nothing to do @throws AssayError E-LOGS-DIFFER and the like
 */
export async function catchUpDigests(db: Queryable, parts: CatchUpParts): Promise<BlockRange | undefined> {
  const { network, rpc, reader } = parts
  const due = await dueRange(db, network.name)
  if (!due) return undefined
  if (await closeStored(db, network, due)) return due
  const lacking = await lackingBlocks(db, network.name, due)
  if (lacking.length === 0) return undefined
  const blocks = await reader.read(await readHeadersAt(rpc, lacking), rpc)
  await requireStored(db, network, blocks)
  await fillHashes(db, network, blocks)
  return { from: lacking[0]!, to: lacking[lacking.length - 1]! }
}

/** Closes all digests that rows with hashes make whole. */
export async function closeAllStored(db: Queryable, network: Network): Promise<void> {
  let due = await dueRange(db, network.name)
  while (due && (await closeStored(db, network, due))) due = await dueRange(db, network.name)
}

/** The first blocks that are final and not digested. The indexer closes those at its height, so that mostly there are none. */
async function dueRange(db: Queryable, network: string): Promise<BlockRange | undefined> {
  const final = await finalHeight(db, network)
  if (final === null) return undefined
  const newest = await newestDigest(rowsOf(db), network)
  const first = await firstEventBlock(rowsOf(db), network, newest ? newest.toBlock + 1 : 0, final)
  const range = first === undefined ? undefined : rangeOf(first)
  return range && range.to <= final ? range : undefined
}

/** @returns whether all of its rows have hashes */
async function closeStored(db: Queryable, { name, profile }: Network, { to }: BlockRange): Promise<boolean> {
  const reached = await digestUpTo(rowsOf(db), { name, chainId: profile.chainId }, to)
  // The indexer may have closed them meanwhile, to the same digests.
  for (const each of reached?.closed ?? [])
    await db.query(
      `insert into log_digest (id, network, from_block, to_block, events, digest) values ($1, $2, $3, $4, $5, $6)
       on conflict (id) do nothing`,
      [blockId(name, each.fromBlock), name, each.fromBlock, each.toBlock, each.events, each.digest],
    )
  return reached !== undefined
}

/** The first blocks with rows that have no hash. */
async function lackingBlocks(db: Queryable, network: string, { from, to }: BlockRange): Promise<BlockNumber[]> {
  const { rows } = await db.query<{ block: number }>(
    `select distinct block from event where network = $1 and id >= $2 and id < $3 and log_hash is null
      order by block limit $4`,
    [network, blockId(network, from), blockId(network, to + 1), BLOCKS],
  )
  return rows.map(({ block }) => block)
}
