import { remember } from '../history'
import type { Handler } from '../inbox'
import { LIVES } from '../leases/announce'
import { LEASE_MS } from '../leases/timing'
import type { Message } from '../message'

/** Progress of a lease renews it and never goes back, however reports overtake each other; the first sets the job running. Of a lease that ended it changes nothing. */
export const progressHandler: Handler<'assay.job.progress.v1'> = {
  types: ['assay.job.progress.v1'],
  idempotent: true,
  async handle(db, messages) {
    const furthest = new Map<string, Message<'assay.job.progress.v1'>['data']>()
    for (const { data } of messages) {
      const lease = `${data.token}/${data.node}`
      if (data.percent >= (furthest.get(lease)?.percent ?? 0)) furthest.set(lease, data)
    }
    const { rows: live } = await db.query<{ jobId: string; token: string; percent: number }>(
      `update lease l set expires_at = greatest(l.expires_at, clock_timestamp() + $2 * interval '1 ms')
         from jsonb_to_recordset($1) as r("jobId" text, token bigint, node text, percent int)
        where l.token = r.token and l.job_id = r."jobId" and l.node = r.node
          and ${LIVES}
       returning l.job_id as "jobId", l.token, r.percent`,
      [JSON.stringify([...furthest.values()]), LEASE_MS],
    )
    if (live.length === 0) return
    const { rows: begun } = await db.query<{ id: string; attempts: number; token: string; node: string }>(
      `update job set state = 'running', updated_at = clock_timestamp()
         from jsonb_to_recordset($1) as r("jobId" text, token bigint)
        where job.id = r."jobId" and job.token = r.token and job.state = 'leased'
       returning job.id, job.attempts, job.token, job.node`,
      [JSON.stringify(live)],
    )
    await db.query(
      `update job set percent = greatest(job.percent, r.percent), updated_at = clock_timestamp()
         from jsonb_to_recordset($1) as r("jobId" text, token bigint, percent int)
        where job.id = r."jobId" and job.token = r.token and job.state = 'running'`,
      [JSON.stringify(live)],
    )
    await remember(
      db,
      begun.map((row) => ({
        jobId: row.id,
        state: 'running',
        attempt: row.attempts,
        token: row.token,
        node: row.node,
      })),
    )
  },
}
