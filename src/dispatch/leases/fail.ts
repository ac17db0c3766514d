import type { Queryable } from '../../postgres/queryable'
import { remember, type Step } from '../history'
import { afterFailure, MAX_ATTEMPTS, sourcesOf } from '../job'
import { assertEvery } from './every'

/** Attempts that ended without a result, their leases released: the jobs are tried again, or given up. */
export async function failAttempts(
  db: Queryable,
  failures: readonly { jobId: string; token: string; reason: string }[],
): Promise<void> {
  if (failures.length === 0) return
  const { rows } = await db.query<{ id: string; attempts: number; token: string; node: string; reason: string }>(
    `update job set state = case when attempts < $3 then 'retried' else 'dead-lettered' end, percent = null,
            reason = r.reason, updated_at = clock_timestamp()
       from jsonb_to_recordset($1) as r("jobId" text, token bigint, reason text)
      where job.id = r."jobId" and job.token = r.token and job.state = any($2)
     returning job.id, job.attempts, job.token, job.node, job.reason`,
    [JSON.stringify(failures), sourcesOf('fail'), MAX_ATTEMPTS],
  )
  assertEvery(rows.length, failures.length)
  await remember(
    db,
    rows.flatMap((row): Step[] => {
      const step = { jobId: row.id, attempt: row.attempts, token: row.token, node: row.node, reason: row.reason }
      return [
        { ...step, state: 'failed' },
        { ...step, state: afterFailure(row.attempts) },
      ]
    }),
  )
}
