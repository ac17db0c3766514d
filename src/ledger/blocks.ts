import type { Profile } from '../config/profile'
import { AssayError } from '../errors'
import type { Snapshot } from '../postgres/snapshot'
import { type BlockRef, isFinal, type Progress } from './progress'

/** As of what a figure is asked for; neither means now. */
export interface AsOf {
  readonly block?: bigint | null
  readonly at?: Date | null
}

interface BlockRow {
  readonly number: number
  readonly hash: string
  readonly time: number
}

/**
 * The last recorded block at or before the one asked for. Nothing of ours happened between the two, so every figure is
 * the same at both. Not asked for any: the indexer's head itself.
 * @throws AssayError E-BAD-INPUT naming the field; E-BLOCK-AHEAD above the indexed head
 */
export async function blockAsOf(
  snapshot: Snapshot,
  profile: Profile,
  progress: Progress,
  asOf: AsOf,
): Promise<BlockRef> {
  const head = progress.head!
  const ref = (row: BlockRow): BlockRef => ({
    number: row.number,
    hash: row.hash,
    timestamp: row.time,
    final: isFinal(progress, row.number),
  })
  const { block, at } = asOf
  if (block != null && at != null) {
    throw new AssayError('E-BAD-INPUT', 'give block or at, not both', { details: { field: 'at' } })
  }
  if (block == null && at == null) return ref(head)
  if (block != null) {
    if (block < 0n) throw new AssayError('E-BAD-INPUT', 'block must not be negative', { details: { field: 'block' } })
    if (block > BigInt(head.number)) {
      throw new AssayError(
        'E-BLOCK-AHEAD',
        `${profile.name}: block ${block} is above the indexed head ${head.number}`,
        {
          next: 'Ask for a block at or below the head, or wait.',
          details: { field: 'block' },
          retryable: true,
        },
      )
    }
    if (block === BigInt(head.number)) return ref(head)
    return ref(await last(snapshot, profile, 'block', 'number <= $2', Number(block)))
  }
  const seconds = Math.floor(at!.getTime() / 1000)
  if (seconds >= head.time) return ref(head)
  return ref(await last(snapshot, profile, 'at', 'time <= $2', Math.max(seconds, 0)))
}

async function last(
  snapshot: Snapshot,
  profile: Profile,
  field: 'block' | 'at',
  condition: string,
  value: number,
): Promise<BlockRow> {
  const order = field === 'block' ? 'number' : 'time desc, number'
  const [row] = await snapshot.rows<BlockRow>(
    `select number, hash, time from block where network = $1 and ${condition} order by ${order} desc limit 1`,
    [profile.name, value],
  )
  if (row) return row
  throw new AssayError('E-BAD-INPUT', `${profile.name}: nothing is recorded that early`, {
    next: `Its history starts after block ${profile.startBlock}.`,
    details: { field },
  })
}
