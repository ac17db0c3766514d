import { setTimeout as sleep } from 'node:timers/promises'
import { isTransient } from './away'

/** Pause between two tries: a restart of Postgres takes a second or two. */
const AGAIN_MS = 500

/**
 * Runs idempotent work of a long-lived process, again as long as the database was at fault and not the work.
 * @param waits called once, when it has to wait
 * @throws whatever the work throws by itself
 */
export async function throughOutage<T>(work: () => Promise<T>, waits: (cause: Error) => void): Promise<T> {
  for (let tried = 0; ; tried++) {
    try {
      return await work()
    } catch (error) {
      if (!isTransient(error)) throw error
      if (tried === 0) waits(error as Error)
      await sleep(AGAIN_MS)
    }
  }
}
