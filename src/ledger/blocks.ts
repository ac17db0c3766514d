import type { Profile } from '../config/profile'
import type { Seconds } from '../economics/units'
import { AssayError } from '../errors'
import type { Snapshot } from '../postgres/snapshot'
import { type BlockRef, headRef, isFinal, type Progress } from './progress'

/** A figure's block or time; the indexed head where neither is given. */
export interface AsOf {
  readonly block?: bigint | null
  readonly at?: Date | null
}

/** A recorded block: one with events of the network. */
type BlockRow = NonNullable<Progress['head']>

/**
 * The last recorded block at or before the one asked for: no event lies between the two, so every figure is the same at
 * both. The indexed head where neither block nor time is given.
 * @throws AssayError E-BAD-INPUT naming the field; E-BLOCK-AHEAD above the indexed head
 */
export async function blockAsOf(
  snapshot: Snapshot,
  profile: Profile,
  progress: Progress,
  { block, at }: AsOf,
): Promise<BlockRef> {
  const head = progress.head!
  if (block != null && at != null) {
    throw new AssayError('E-BAD-INPUT', 'give block or at, not both', { details: { field: 'at' } })
  }
  if (block == null && at == null) return refOf(progress, head)
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
    if (block === BigInt(head.number)) return refOf(progress, head)
    const row = await last(snapshot, profile.name, 'number <= $2', Number(block))
    return refOf(progress, row ?? tooEarly(profile, 'block'))
  }
  const seconds = Math.floor(at!.getTime() / 1000)
  if (seconds >= head.time) return refOf(progress, head)
  const row = await last(snapshot, profile.name, 'time <= $2', Math.max(seconds, 0))
  return refOf(progress, row ?? tooEarly(profile, 'at'))
}

/** The newest recorded block that is final; the indexed head where none is yet. */
export async function finalBlock(snapshot: Snapshot, profile: Profile, progress: Progress): Promise<BlockRef> {
  const row = await last(snapshot, profile.name, 'number <= $2', progress.finalized ?? -1)
  return row ? refOf(progress, row) : headRef(progress)!
}

/** The last recorded block before a time, the one a period that ends then is pinned at. */
export function lastBlockBefore(snapshot: Snapshot, network: string, time: Seconds): Promise<BlockRow | undefined> {
  return last(snapshot, network, 'time < $2', time)
}

async function last(
  snapshot: Snapshot,
  network: string,
  condition: 'number <= $2' | 'time <= $2' | 'time < $2',
  value: number,
): Promise<BlockRow | undefined> {
  const order = condition === 'number <= $2' ? 'number' : 'time desc, number'
  const [row] = await snapshot.rows<BlockRow>(
    `select number, hash, time from block where network = $1 and ${condition} order by ${order} desc limit 1`,
    [network, value],
  )
  return row
}

function refOf(progress: Progress, { number, hash, time }: BlockRow): BlockRef {
  return { number, hash, timestamp: time, final: isFinal(progress, number) }
}

function tooEarly(profile: Profile, field: 'block' | 'at'): never {
  throw new AssayError('E-BAD-INPUT', `${profile.name}: nothing is recorded that early`, {
    next: `Its history starts after block ${profile.startBlock}.`,
    details: { field },
  })
}
