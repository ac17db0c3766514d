import { setTimeout as sleep } from 'node:timers/promises'
import { isTransient } from './away'

/** Between two tries: a restart of Postgres takes a second or two. */
const AGAIN_MS = 500

/**
 * Does work that may be done again, for a process that goes on: again where the database was at fault and not the work.
 * @param waits told once, where it has to wait
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
