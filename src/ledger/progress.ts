import type { Profile } from '../config/profile'
import type { BlockNumber, Seconds } from '../economics/units'
import { AssayError } from '../errors'
import { finalHeight } from '../postgres/cursor'
import type { Snapshot } from '../postgres/snapshot'
import type { ChainHead } from './chainHeads'

/** A block as the API names it. */
export interface BlockRef {
  readonly number: BlockNumber
  readonly hash: string
  readonly timestamp: Seconds
  readonly final: boolean
}

/** Where a network's indexer stands, within the snapshot. */
export interface Progress {
  readonly head: { readonly number: BlockNumber; readonly hash: string; readonly time: Seconds } | null
  /** height below which no row changes any more; null before the first final block */
  readonly finalized: BlockNumber | null
}

/** No progress where the tables do not exist yet: an answer before the first migration is not an error. */
export async function readProgress(snapshot: Snapshot, profile: Profile): Promise<Progress> {
  if (!(await snapshot.hasTable('public.head'))) return { head: null, finalized: null }
  const [head] = await snapshot.rows<{ number: BlockNumber; hash: string; time: Seconds }>(
    'select number, hash, time from head where id = $1',
    [profile.name],
  )
  return { head: head ?? null, finalized: await finalHeight(snapshot, profile.name) }
}

/** @throws AssayError E-NOT-INDEXED-YET before the first indexed block */
export async function requireProgress(snapshot: Snapshot, profile: Profile): Promise<Required<Progress>> {
  const progress = await readProgress(snapshot, profile)
  if (progress.head === null) {
    throw new AssayError('E-NOT-INDEXED-YET', `${profile.name}: no block is indexed yet`, {
      next: 'Wait for the indexer; `status` shows where it is.',
      retryable: true,
    })
  }
  return progress
}

/** The indexed head as a BlockRef. */
export function headRef(progress: Progress): BlockRef | null {
  if (!progress.head) return null
  const { number, hash, time } = progress.head
  return { number, hash, timestamp: time, final: isFinal(progress, number) }
}

export function isFinal(progress: Progress, block: BlockNumber): boolean {
  return progress.finalized !== null && block <= progress.finalized
}

/**
 * Blocks the indexer is behind its chain. The chain's own finality is the measure of staleness: further behind than
 * that and the answer describes blocks nobody can replace any more while newer ones already count. Stale, too, is an
 * answer nobody can compare with a chain whose node is away.
 */
export function lag(
  profile: Profile,
  progress: Progress,
  chainHead: ChainHead | null,
): { blocks: number | null; stale: boolean } {
  if (chainHead === null || progress.head === null) return { blocks: null, stale: true }
  const blocks = Math.max(0, chainHead.number - progress.head.number)
  return { blocks, stale: !chainHead.isFresh || blocks > profile.finalityConfirmation }
}
