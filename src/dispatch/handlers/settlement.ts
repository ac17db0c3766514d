import type { Handler } from '../inbox'

/** Stores requested settlements for the settler. Reconciled ones are for other consumers. */
export const settlementHandler: Handler<'assay.settlement.requested.v1' | 'assay.settlement.reconciled.v1'> = {
  types: ['assay.settlement.requested.v1', 'assay.settlement.reconciled.v1'],
  async handle(db, messages) {
    const requests = messages.flatMap((each) => (each.type === 'assay.settlement.requested.v1' ? [each.data] : []))
    if (requests.length === 0) return
    await db.query(
      `insert into settlement (job_id, action, network)
       select r."jobId", r.action, r.network
         from jsonb_to_recordset($1) as r("jobId" text, action text, network text)
         join job on job.id = r."jobId" and job.network = r.network
       on conflict do nothing`,
      [JSON.stringify(requests)],
    )
  },
}
