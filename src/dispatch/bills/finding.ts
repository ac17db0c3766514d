import type { Queryable } from '../../postgres/queryable'

/** What a job may be found to have, in words. */
export const jobFindings = {
  'escrow-short': 'The escrow cannot pay for the maximum of the job',
  'bill-mismatch': 'The bill on chain is not what the job was quoted',
  'settle-refused': 'The contract refuses to settle the bill',
  'refund-refused': 'The contract refuses to refund the bill',
} as const

/** A fact about a job's bill that breaks an invariant. Stored once per job and code; the job stays where it is. */
export interface JobFinding {
  readonly jobId: string
  readonly code: keyof typeof jobFindings
  readonly evidence: Record<string, unknown>
}

export async function report(db: Queryable, findings: readonly JobFinding[]): Promise<void> {
  for (const { jobId, code, evidence } of findings)
    await db.query(
      'insert into job_finding (job_id, code, title, evidence) values ($1, $2, $3, $4) on conflict do nothing',
      [jobId, code, jobFindings[code], JSON.stringify(evidence)],
    )
}
