import type { Pool } from 'pg'
import { transaction } from '../../postgres/transaction'
import { judge } from '../health/judge'
import { failAttempts } from './fail'

/** Leases of one sweep: a bound on the transaction, not on the rate; a sweep that was full is followed at once. */
const BATCH = 500

/**
 * Ends the leases that have expired by the database's clock: by `statement_timestamp()`, since an index scan cannot use
 * the volatile `clock_timestamp()`. @returns how many
 */
export function expireLeases(pool: Pool): Promise<number> {
  return transaction(pool, async (db) => {
    const { rows } = await db.query<{ jobId: string; token: string; node: string }>(
      `update lease set released_at = clock_timestamp(), outcome = 'expired'
        where token in (select token from lease where released_at is null and expires_at <= statement_timestamp()
                         order by expires_at limit $1 for update skip locked)
       returning job_id as "jobId", token, node`,
      [BATCH],
    )
    if (rows.length === 0) return 0
    const failures = rows.map((row) => ({ ...row, reason: `lease expired: ${row.node} went silent` }))
    const verdict = await judge(
      db,
      rows.map((row) => row.token),
    )
    await failAttempts(db, failures, verdict)
    return rows.length
  })
}
