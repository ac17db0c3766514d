import { createHash } from 'node:crypto'
import { doubling } from '../../process/backOff'

/** The wait after a first failure: a round of placing, so that another GPU can have come free. */
export const BACK_OFF_MS = 500
/** Five attempts end before; the bound is for the day that somebody raises their number. */
export const LONGEST_BACK_OFF_MS = 60_000
const wait = doubling(BACK_OFF_MS, LONGEST_BACK_OFF_MS)

/**
 * How long a job waits after a failure: exponential in the attempts it has spent, and half of it by chance, so that jobs
 * that failed together do not come back together. The chance is the lease's: told again, it is the same.
 * @param spent attempts charged to the job
 */
export function backOffMs(jobId: string, token: string, spent: number): number {
  const longest = wait(Math.max(1, spent))
  const chance = createHash('sha256').update(`${jobId}:${token}`).digest().readUInt32BE(0) / 2 ** 32
  return Math.floor((longest / 2) * (1 + chance))
}
