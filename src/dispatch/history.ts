import type { Queryable } from '../postgres/queryable'
import type { JobState } from './job'

/** A state that a job entered. */
export interface Step {
  readonly jobId: string
  readonly state: JobState
  readonly attempt: number
  readonly token?: string | null
  readonly node?: string | null
  readonly reason?: string | null
}

/** Appends to the history of jobs, in the transaction of the change; subscriptions to jobs follow these rows. */
export async function remember(db: Queryable, steps: readonly Step[]): Promise<void> {
  if (steps.length === 0) return
  await db.query(
    `insert into job_event (job_id, state, attempt, token, node, reason)
     select * from unnest($1::text[], $2::text[], $3::int[], $4::bigint[], $5::text[], $6::text[])`,
    [
      steps.map((each) => each.jobId),
      steps.map((each) => each.state),
      steps.map((each) => each.attempt),
      steps.map((each) => each.token ?? null),
      steps.map((each) => each.node ?? null),
      steps.map((each) => each.reason ?? null),
    ],
  )
}
