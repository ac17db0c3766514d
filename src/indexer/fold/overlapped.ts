import type { Latch } from '../../process/latch'
import { yieldToEventLoop } from '../../process/yieldToEventLoop'
import type { BlockStore } from '../squid/store'
import type { Facts } from './fold'
import type { Session } from './session'

/** Events folded before the event loop may read and write sockets: half a millisecond. */
const EVENTS_PER_YIELD = 100
/** Events whose rows are encoded together: few enough that the garbage collector still finds the rows young. */
const EVENTS_PER_PIECE = 200
/** Events folded between two writes: some milliseconds of folding, a megabyte of rows. */
const EVENTS_PER_WRITE = 2_000
/** Rows of a table worth a statement before the batch ends: it costs both sides as much as a hundred of them. */
const ROWS_PER_WRITE = 500

/**
 * Folds blocks while the rows of earlier ones are being written. The schedule of the fold is in this file alone: the fold
 * and its handlers do not see it (docs/performance.md#the-fold-runs-ahead).
 * @param fold yields how many events it has folded since the last time
 * @param readAhead opened when nothing is left but to wait for the server
 */
export async function overlapped(
  facts: readonly Facts[],
  fold: (each: Facts) => Iterable<number>,
  session: Session,
  store: BlockStore,
  readAhead?: Latch,
): Promise<void> {
  let writing: Promise<void> | undefined
  let waiting = 0
  let prepared = 0
  let sinceYield = 0
  try {
    for (const each of facts)
      for (const events of fold(each)) {
        waiting += events
        sinceYield += events
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
          // Its error is thrown by the `await` below; until then it must not count as unhandled.
          writing.catch(() => undefined)
        }
        if (sinceYield < EVENTS_PER_YIELD) continue
        sinceYield = 0
        await yieldToEventLoop()
      }
    readAhead?.open()
  } finally {
    await writing
  }
}
