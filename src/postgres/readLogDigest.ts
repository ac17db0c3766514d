import type { QueryResultRow } from 'pg'
import type { BlockNumber } from '../economics/units'
import { type BlockHashes, LogDigest, rangeOf, seedOf } from './logDigest'
import type { Queryable } from './queryable'

/** Runs a query, inside of whatever transaction. */
export type Rows = <T extends QueryResultRow>(sql: string, values: unknown[]) => Promise<readonly T[]>

/** The same of whatever queries. */
export const rowsOf =
  (db: Queryable): Rows =>
  async (sql, values) =>
    (await db.query(sql, values)).rows

export interface LogOf {
  readonly name: string
  readonly chainId: number
}

/** A digest as it is stored. */
export interface ClosedDigest {
  readonly fromBlock: BlockNumber
  readonly toBlock: BlockNumber
  readonly events: number
  readonly digest: string
}

/** Ids of a network's events in these blocks: not below the first, below the second. @param to inclusive */
const idsOf = (network: string, from: BlockNumber, to: BlockNumber) =>
  [from, to + 1].map((height) => `${network}-${String(height).padStart(10, '0')}`)

/** The newest digest up to a block. */
export async function newestDigest(rows: Rows, network: string, upTo?: BlockNumber): Promise<ClosedDigest | undefined> {
  const [newest] = await rows<ClosedDigest>(
    `select from_block as "fromBlock", to_block as "toBlock", events, digest from log_digest
      where network = $1 and ($2::int is null or to_block <= $2) order by to_block desc limit 1`,
    [network, upTo ?? null],
  )
  return newest
}

/** The first block with an event from one block up to another. */
export async function firstEventBlock(
  rows: Rows,
  network: string,
  from: BlockNumber,
  to: BlockNumber,
): Promise<BlockNumber | undefined> {
  const [first] = await rows<{ block: number }>(
    'select block from event where network = $1 and id >= $2 and id < $3 order by id limit 1',
    [network, ...idsOf(network, from, to)],
  )
  return first?.block
}

/** The events of some blocks in their order. @returns undefined where one of them has no hash of its raw log */
async function hashesOf(
  rows: Rows,
  network: string,
  from: BlockNumber,
  to: BlockNumber,
): Promise<readonly BlockHashes[] | undefined> {
  const blocks = await rows<BlockHashes & { lacking: number }>(
    `select block as number, block_hash as hash, count(*)::int as events,
            (count(*) filter (where log_hash is null))::int as lacking,
            coalesce(string_agg(log_hash || E'\\n', '' order by log_index, part), '') as lines
       from event where network = $1 and id >= $2 and id < $3 group by block, block_hash order by block, block_hash`,
    [network, ...idsOf(network, from, to)],
  )
  return blocks.some(({ lacking }) => lacking > 0) ? undefined : blocks
}

/** Digests that can be closed now, and the one that stays open. */
export interface Reached {
  readonly closed: readonly ClosedDigest[]
  readonly open: LogDigest
}

/** Ranges that one call reads at most: of what is older and not digested there is as much as history. */
const AT_ONCE = 3

/**
 * The digest of a network's log up to a block, from what is stored of it, rows of the ranges in between included.
 * @returns undefined where rows have no hash, or too much of the log is not digested yet
 */
export async function digestUpTo(
  rows: Rows,
  { name, chainId }: LogOf,
  upTo: BlockNumber,
): Promise<Reached | undefined> {
  const closed: ClosedDigest[] = []
  let newest = await newestDigest(rows, name, upTo)
  while (true) {
    const previous = newest?.digest ?? seedOf(chainId)
    const first = await firstEventBlock(rows, name, newest ? newest.toBlock + 1 : 0, upTo)
    const range = rangeOf(first ?? upTo + 1)
    const open = new LogDigest(previous, range)
    if (first === undefined) return { closed, open }
    if (closed.length === AT_ONCE) return undefined
    const blocks = await hashesOf(rows, name, range.from, Math.min(range.to, upTo))
    if (!blocks) return undefined
    for (const block of blocks) open.add(block)
    if (range.to > upTo) return { closed, open }
    newest = asClosed(open)
    closed.push(newest)
  }
}

export function asClosed(digest: LogDigest): ClosedDigest {
  const { range, events } = digest
  return { fromBlock: range.from, toBlock: range.to, events, digest: digest.value() }
}

/**
 * The digest of all events up to a block.
 * @returns undefined where there is none, where rows have no hash, or too much of the log is not digested yet
 */
export async function logDigestAt(rows: Rows, log: LogOf, block: BlockNumber): Promise<string | undefined> {
  const digest = (await digestUpTo(rows, log, block))?.open.last
  return digest === seedOf(log.chainId) ? undefined : digest
}
