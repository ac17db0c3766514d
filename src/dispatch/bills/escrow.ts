import type { Pool } from 'pg'
import { escrowFor } from '../../economics/billing'
import { transaction } from '../../postgres/transaction'
import { remember } from '../history'
import { sourcesOf } from '../job'
import type { JobNetwork } from '../network'
import type { OpenJobs } from '../openJobs'
import { type JobFinding, report } from './finding'

/**
 * Jobs whose bill has appeared on chain may be worked on. The bill is the one the requester's tokens lie in; a bill that
 * somebody else opened for the same job id does not count. An escrow that cannot pay for the job's maximum is a finding.
 * @param requested jobs that wait for their escrow; many never get one
 * @returns how many jobs were escrowed
 */
export function takeEscrows(pool: Pool, network: JobNetwork, requested: OpenJobs): Promise<number> {
  return transaction(pool, async (db) => {
    const { rows } = await db.query<{ id: string; billId: string; escrow: string; basePrice: string; max: string }>(
      `select distinct on (j.id) j.id, b.bill_id as "billId", b.escrow, b.base_price as "basePrice", j.max_compute_units as max
         from job j join bill b on b.network = j.network and b.job_id = j.id and b.account = j.requester and b.status = 'open'
        where j.id = any($1) and j.network = $2 and j.state = any($3) and b.base_price is not null
          and not exists (select from job_finding f where f.job_id = j.id and f.code = 'escrow-short')
        order by j.id, b.opened_block, b.bill_id`,
      [await requested.next(db), network.name, sourcesOf('escrow')],
    )
    const short = rows.flatMap((row): JobFinding[] => {
      const due = escrowFor(BigInt(row.max), BigInt(row.basePrice))
      if (BigInt(row.escrow) >= due) return []
      const evidence = { billId: row.billId, escrow: row.escrow, due: `${due}`, basePrice: row.basePrice }
      return [{ jobId: row.id, code: 'escrow-short', evidence }]
    })
    await report(db, short)
    const refused = new Set(short.map((each) => each.jobId))
    const taken = await db.query<{ id: string }>(
      `update job set state = 'escrowed', bill_id = r."billId", escrow = r.escrow, base_price = r."basePrice",
              wakes_at = case when not_before > clock_timestamp() then not_before end,
              escrowed_at = clock_timestamp(), updated_at = clock_timestamp()
         from jsonb_to_recordset($1) as r(id text, "billId" text, escrow numeric, "basePrice" numeric)
        where job.id = r.id and job.state = any($2) returning job.id`,
      [JSON.stringify(rows.filter((row) => !refused.has(row.id))), sourcesOf('escrow')],
    )
    await remember(
      db,
      taken.rows.map(({ id }) => ({ jobId: id, state: 'escrowed' as const, attempt: 0 })),
    )
    return taken.rows.length
  })
}
