import { AssayError } from '../../../errors'
import type { Pause } from '../../../process/backOff'
import type { History } from '../history/history'
import type { Archive } from './archive'

/** Pause between two looks at the final height. */
const LOOK_MS = 5_000
/** Blocks worth a frame of their own: a frame weighs some 200 bytes more than its blocks. */
const MIN_BLOCKS = 64
/** Looks after which fewer blocks are archived too: about a minute. */
const PATIENT_LOOKS = 12

/**
 * Archives blocks that became final while the indexer lives, and those that an archive younger than the index lacks. It
 * asks the node itself, in wide ranges and seldom: the indexer never waits for it, and lives on when it ends.
 */
export async function keepArchive(archive: Archive, node: History, pause: Pause): Promise<void> {
  for (let looks = 1, seen = -1; archive.filling; looks++) {
    await pause(LOOK_MS)
    // While history passes its pieces on there is nothing to do here.
    const moving = archive.next !== seen
    seen = archive.next
    if (moving) continue
    try {
      const finalized = await node.getFinalizedHeight()
      const waiting = finalized - archive.next + 1
      if (waiting < (looks < PATIENT_LOOKS ? MIN_BLOCKS : 1)) continue
      for await (const _ of node.read({ from: archive.next, to: finalized }, archive.end?.hash, archive));
      looks = 0
    } catch (error) {
      const otherChain = error instanceof AssayError && error.code === 'E-SOURCE-PARENT'
      if (otherChain && archive.end) archive.stopFilling(archive.otherChain(archive.end))
      // The follower of the head asks the same node and raises the alarm; archiving is tried again.
      else console.error(`archive: not filled for now: ${(error as Error).message}`)
    }
  }
}
