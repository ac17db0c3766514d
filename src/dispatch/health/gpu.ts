import { doubling } from '../../process/backOff'

/**
 * How much a GPU is trusted, as a pure function of what ended on it. See docs/adr/0047-one-broken-gpu.md.
 * Times are milliseconds of the database's clock. A score is no money: it may be a fraction.
 */

/** A failure counts half after this long, so that a bad minute is not held against a GPU for a day. */
export const HALF_LIFE_MS = 60_000
/**
 * Three failures count so much, also when each of them took a lease of 15 s to be seen: 1 + 0.84 + 0.71. Two never do, so a
 * machine that is restarted twice keeps its work.
 */
export const QUARANTINE_SCORE = 2.5
/** Jobs that must have failed before a score can be that high. */
export const QUARANTINE_FAILURES = 3
/** Long enough that a broken GPU costs few probes, short enough that one which was restarted is soon back. */
export const QUARANTINE_MS = 10_000
/** Each failed probe doubles the wait, up to this: a repaired GPU must be found without a person. */
export const LONGEST_QUARANTINE_MS = 600_000
const quarantineMs = doubling(QUARANTINE_MS, LONGEST_QUARANTINE_MS)

export interface GpuHealth {
  readonly score: number
  readonly scoredAt: number
  /** one after another, without a job done between them */
  readonly quarantines: number
  /** null: none; one that is past is over, and the next job is the probe */
  readonly until: number | null
}

/**
 * A job failed that had failed nowhere else.
 * @param room false: too many others are in quarantine, so that the jobs are the likelier cause
 */
export function afterFailureOf(gpu: GpuHealth, now: number, room: boolean): GpuHealth {
  const score = gpu.score * 0.5 ** (Math.max(0, now - gpu.scoredAt) / HALF_LIFE_MS) + 1
  const scored = { ...gpu, score, scoredAt: now }
  if (!room || (gpu.quarantines === 0 && score < QUARANTINE_SCORE)) return scored
  const quarantines = gpu.quarantines + 1
  return { ...scored, quarantines, until: now + quarantineMs(quarantines) }
}

/** At most half of the GPUs that are heard, and one in any case: were all of them broken, jobs would still tell. */
export function hasRoom(heard: number, quarantined: number): boolean {
  return quarantined < Math.max(1, Math.floor(heard / 2))
}
