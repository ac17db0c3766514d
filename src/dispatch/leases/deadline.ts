import type { Pool } from 'pg'
import { transaction } from '../../postgres/transaction'
import { cancelJobs } from '../cancel'
import { waitingStates } from '../job'

/** Jobs of one sweep: a bound on the transaction, not on the rate; a sweep that ended some is followed at once. */
const BATCH = 500
/** As the index `job_deadline` has it. */
const WAITING = `closed_at is null and deadline is not null and state in (${waitingStates
  .map((state) => `'${state}'`)
  .join(', ')})`

/** What a history says of a job whose deadline passed; `job.deadline` follows. */
export const DEADLINE_PASSED = 'deadline passed: '

/**
 * Cancels the jobs that no node began by their deadline, by the database's clock: their escrow goes back. A job that is at work
 * goes on, for its node is to be paid. @returns how many were found
 */
export function endOverdue(pool: Pool): Promise<number> {
  return transaction(pool, async (db) => {
    const { rows } = await db.query<{ jobId: string; deadline: Date }>(
      `select id as "jobId", deadline from job where ${WAITING} and deadline <= statement_timestamp()
        order by deadline limit $1 for update skip locked`,
      [BATCH],
    )
    await cancelJobs(
      db,
      rows.map(({ jobId, deadline }) => ({ jobId, reason: `${DEADLINE_PASSED}${deadline.toISOString()}` })),
    )
    return rows.length
  })
}
