import type { Queryable } from '../postgres/queryable'
import { remember } from './history'
import { sourcesOf } from './job'

/**
 * Cancels jobs that have no result; others stay as they are. The lease of one under way ends, so that its GPU is free and
 * what its worker reports finds no lease. An escrow that lies on chain, or is on its way there, goes back: see
 * bills/reconcile.ts.
 */
export async function cancelJobs(db: Queryable, wishes: readonly { jobId: string; reason: string }[]): Promise<void> {
  if (wishes.length === 0) return
  const reasons = new Map(wishes.map((each) => [each.jobId, each.reason]))
  // leases before jobs, as whoever ends a lease locks them
  await db.query(`select from lease where job_id = any($1) and released_at is null order by token for update`, [
    [...reasons.keys()],
  ])
  const { rows: cancelled } = await db.query<{ id: string; attempts: number }>(
    `update job set state = 'cancelled', percent = null, updated_at = clock_timestamp(), reason = w.reason
       from unnest($1::text[], $2::text[]) as w(id, reason)
      where job.id = w.id and job.state = any($3) returning job.id, job.attempts`,
    [[...reasons.keys()], [...reasons.values()], sourcesOf('cancel')],
  )
  const { rows: ended } = await db.query<{ id: string; token: string; node: string }>(
    `update lease set released_at = clock_timestamp(), outcome = 'cancelled'
      where job_id = any($1) and released_at is null returning job_id as id, token, node`,
    [cancelled.map((each) => each.id)],
  )
  const leases = new Map(ended.map(({ id, token, node }) => [id, { token, node }]))
  await remember(
    db,
    cancelled.map(({ id, attempts }) => ({
      jobId: id,
      state: 'cancelled' as const,
      attempt: attempts,
      ...leases.get(id),
      reason: reasons.get(id)!,
    })),
  )
}
