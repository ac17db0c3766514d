import type { Pool } from 'pg'
import { readJob } from '../read'

type Job = NonNullable<Awaited<ReturnType<typeof readJob>>>

/** An attempt: whose fault its end was, null while it lives or where it had a result. */
interface Attempt {
  readonly attempt: number
  readonly node: string
  readonly gpu: string
  readonly leasedAt: Date
  readonly outcome: string | null
  readonly fault: string | null
}

/** What the chain was asked for, and what came of it. */
interface Asked {
  readonly action: string
  readonly status: string
  readonly tries: number
  readonly error: string | null
  readonly tx: string | null
}

/** A job with everything that says why it is where it is. */
export interface Why {
  readonly job: Job
  readonly attempts: readonly Attempt[]
  readonly settlements: readonly Asked[]
  readonly findings: readonly { readonly code: string; readonly title: string }[]
}

/** Null: there is no such job. */
export async function readWhy(pool: Pool, id: string): Promise<Why | null> {
  const job = await readJob(pool, id)
  if (job === null) return null
  const { rows: attempts } = await pool.query<Attempt>(
    `select attempt, node, gpu, leased_at as "leasedAt", outcome, fault from lease where job_id = $1 order by token`,
    [id],
  )
  const { rows: settlements } = await pool.query<Asked>(
    'select action, status, attempts as tries, error, tx_hash as tx from settlement where job_id = $1 order by action',
    [id],
  )
  const { rows: findings } = await pool.query<Why['findings'][number]>(
    'select code, title from job_finding where job_id = $1 order by code',
    [id],
  )
  return { job, attempts, settlements, findings }
}
