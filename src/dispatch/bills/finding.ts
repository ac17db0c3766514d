import type { Queryable } from '../../postgres/queryable'

/** A fact about a job's bill that breaks an invariant. Stored once per job and code; the job stays where it is. */
export interface JobFinding {
  readonly jobId: string
  readonly code: string
  readonly title: string
  readonly evidence: Record<string, unknown>
}

export async function report(db: Queryable, findings: readonly JobFinding[]): Promise<void> {
  for (const { jobId, code, title, evidence } of findings)
    await db.query(
      'insert into job_finding (job_id, code, title, evidence) values ($1, $2, $3, $4) on conflict do nothing',
      [jobId, code, title, JSON.stringify(evidence)],
    )
}
