import { every, withBackOff } from '../process/backOff'
import { isTransient } from './away'

/** Pause between two tries: a restart of Postgres takes a second or two. */
const AGAIN_MS = 500

/**
 * Runs idempotent work of a long-lived process, again as long as the database was at fault and not the work.
 * @param waits called once, when it has to wait
 * @throws whatever the work throws by itself
 */
export function throughOutage<T>(work: () => Promise<T>, waits: (cause: Error) => void): Promise<T> {
  return withBackOff(work, every(AGAIN_MS), (error, failures) => {
    if (!isTransient(error)) throw error
    if (failures === 1) waits(error as Error)
  })
}
