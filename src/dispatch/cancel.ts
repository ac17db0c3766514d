import type { Queryable } from '../postgres/queryable'
import { remember } from './history'
import { sourcesOf } from './job'

/**
 * Cancels jobs that no node has begun; others stay as they are. An escrow that lies on chain, or is on its way
 * there, goes back: see bills/reconcile.ts.
 */
export async function cancelJobs(db: Queryable, wishes: readonly { jobId: string; reason: string }[]): Promise<void> {
  if (wishes.length === 0) return
  const reasons = new Map(wishes.map((each) => [each.jobId, each.reason]))
  const { rows } = await db.query<{ id: string; attempts: number }>(
    `update job set state = 'cancelled', updated_at = clock_timestamp(), reason = w.reason
       from unnest($1::text[], $2::text[]) as w(id, reason)
      where job.id = w.id and job.state = any($3) returning job.id, job.attempts`,
    [[...reasons.keys()], [...reasons.values()], sourcesOf('cancel')],
  )
  await remember(
    db,
    rows.map((row) => ({
      jobId: row.id,
      state: 'cancelled' as const,
      attempt: row.attempts,
      reason: reasons.get(row.id)!,
    })),
  )
}
