import { every, withBackOff } from '../process/backOff'
import { isTransient } from './away'

/** Between two tries: a restart of Postgres takes a second or two. */
const AGAIN_MS = 500

/**
 * Does work that may be done again, for a process that goes on: again where the database was at fault and not the work.
 * @param waits told once, where it has to wait
 * @throws whatever the work throws by itself
 */
export function throughOutage<T>(work: () => Promise<T>, waits: (cause: Error) => void): Promise<T> {
  return withBackOff(work, every(AGAIN_MS), (error, failures) => {
    if (!isTransient(error)) throw error
    if (failures === 1) waits(error as Error)
  })
}
