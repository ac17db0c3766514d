import { setImmediate as breath } from 'node:timers/promises'
import type { BlockStore } from '../squid/store'
import type { Facts } from './fold'
import type { Session } from './session'

/** Events folded between two turns of the event loop, in which sockets are read and written: half a millisecond. */
const EVENTS_PER_BREATH = 100
/** Events whose rows are encoded for the server together: few enough that the rows are young when the collector comes. */
const EVENTS_PER_PIECE = 200
/** Events folded between two writes: some milliseconds of folding, a megabyte of rows. */
const EVENTS_PER_WRITE = 2_000
/** Rows of a table worth a statement before the batch ends: it costs both sides as much as a hundred of them. */
const ROWS_PER_WRITE = 500

/**
 * Folds the blocks while the rows of those before them are being written. The schedule of the fold stands here alone:
 * what is folded does not know of it (docs/performance.md#the-fold-runs-ahead).
 * @param fold yields how many events it has folded since the last time
 * @param folded is called when nothing is left but to wait for the server
 */
export async function overlapped(
  facts: readonly Facts[],
  fold: (each: Facts) => Iterable<number>,
  session: Session,
  store: BlockStore,
  folded?: () => void,
): Promise<void> {
  let writing: Promise<void> | undefined
  let waiting = 0
  let prepared = 0
  let breathed = 0
  try {
    for (const each of facts)
      for (const events of fold(each)) {
        waiting += events
        breathed += events
        if (waiting - prepared >= EVENTS_PER_PIECE) {
          session.prepare(store)
          prepared = waiting
        }
        if (!writing && waiting >= EVENTS_PER_WRITE) {
          waiting = 0
          prepared = 0
          writing = session.writeAppended(store, ROWS_PER_WRITE).then(() => {
            writing = undefined
          })
          // Thrown below, where it is waited for: until then it is not unhandled.
          writing.catch(() => undefined)
        }
        if (breathed < EVENTS_PER_BREATH) continue
        breathed = 0
        await breath()
      }
    folded?.()
  } finally {
    await writing
  }
}
