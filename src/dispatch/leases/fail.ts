import type { Queryable } from '../../postgres/queryable'
import { forgive, type Verdict } from '../health/judge'
import { remember, type Step } from '../history'
import { afterFailure, type Fault, MAX_ATTEMPTS, sourcesOf } from '../job'
import { backOffMs } from './backOff'
import { assertEvery } from './every'

export interface Failure {
  readonly jobId: string
  readonly token: string
  readonly reason: string
  /** known without a verdict */
  readonly fault?: 'network'
}

/** When a job is tried again; null where it is given up. */
const RETRY_AT = `case when attempts - forgiven - r.waived < $3
  then clock_timestamp() + (r.waits ->> (attempts - forgiven - r.waived))::int * interval '1 ms' end`

/** Attempts that ended without a result, their leases released: the jobs are tried again after a while, or given up. */
export async function failAttempts(db: Queryable, failures: readonly Failure[], verdict: Verdict): Promise<void> {
  if (failures.length === 0) return
  const faults = failures.map(({ jobId, token, reason, fault: known }) => {
    const fault: Fault = known ?? (verdict.blamed.has(token) ? 'node' : 'job')
    const waived = Number(fault !== 'job')
    const waits = Array.from({ length: MAX_ATTEMPTS }, (_, spent) => backOffMs(jobId, token, spent))
    return { jobId, token, reason, waived, fault, waits }
  })
  const { rows } = await db.query<{
    id: string
    attempts: number
    spent: number
    token: string
    node: string
    reason: string
  }>(
    `with judged as (
       update lease set fault = r.fault from jsonb_to_recordset($1) as r(token bigint, fault text)
        where lease.token = r.token returning lease.token)
     update job set state = case when attempts - forgiven - r.waived < $3 then 'retried' else 'dead-lettered' end, percent = null,
            forgiven = forgiven + r.waived,
            retry_at = ${RETRY_AT}, wakes_at = ${RETRY_AT},
            reason = r.reason, updated_at = clock_timestamp()
       from jsonb_to_recordset($1) as r("jobId" text, token bigint, reason text, waived int, waits jsonb), judged
      where job.id = r."jobId" and job.token = r.token and judged.token = r.token and job.state = any($2)
     returning job.id, job.attempts, job.attempts - job.forgiven as spent, job.token, job.node, job.reason`,
    [JSON.stringify(faults), sourcesOf('fail'), MAX_ATTEMPTS],
  )
  assertEvery(rows.length, failures.length)
  await remember(
    db,
    rows.flatMap((row): Step[] => {
      const step = { jobId: row.id, attempt: row.attempts, token: row.token, node: row.node, reason: row.reason }
      return [
        { ...step, state: 'failed' },
        { ...step, state: afterFailure(row.spent) },
      ]
    }),
  )
  await forgive(db, verdict.quarantined)
}
