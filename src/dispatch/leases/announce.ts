import type { Queryable } from '../../postgres/queryable'
import { LEASE_MS } from './timing'

/** A lease that a report still counts under: until its assignment is known to be on the log it cannot run out. */
export const LIVES = `l.released_at is null and (l.announced_at is null or l.expires_at > clock_timestamp())`

/** Names the assignment of a lease, once on whatever log. */
export function assignmentId(jobId: string, token: string): string {
  return `${jobId}:${token}`
}

/** Begins the leases whose assignments are on the log now: a worker that nobody could tell has lost no time. */
export async function beginLeases(db: Queryable, assignmentIds: readonly string[]): Promise<void> {
  if (assignmentIds.length === 0) return
  await db.query(
    `update lease set announced_at = clock_timestamp(), expires_at = clock_timestamp() + $2 * interval '1 ms'
      where token = any($1) and released_at is null and announced_at is null`,
    [assignmentIds.map((id) => id.split(':')[1]), LEASE_MS],
  )
}
