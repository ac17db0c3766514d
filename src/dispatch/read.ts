import type { Pool } from 'pg'
import type { Bps } from '../economics/units'
import type { Queryable } from '../postgres/queryable'
import { WAITS_FOR, type Wait } from './waits'

/** A job as readers see it. Amounts are decimal strings, times ISO UTC. */
interface JobView {
  readonly id: string
  readonly network: string
  readonly pool: string
  readonly state: string
  readonly user: string
  readonly adaptor: string
  readonly billId: string | null
  readonly node: string | null
  readonly gpu: string | null
  readonly attempt: number
  readonly percent: number | null
  /** micro-CU agreed and used */
  readonly maxComputeUnits: string
  readonly computeUnits: string | null
  readonly latencyMs: number | null
  readonly penaltyBps: Bps | null
  /** cost quoted at completion, DGAI base units */
  readonly quote: string | null
  /** why it waits; null where it does not */
  readonly waitsFor: Wait | null
  readonly priority: number
  readonly notBefore: string | null
  readonly deadline: string | null
  readonly result: string | null
  readonly error: string | null
  readonly requestedAt: string
  readonly updatedAt: string
}

function iso(column: string): string {
  return `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
}

/** Columns of table `job` under the names of `JobView`; amounts as text, so that no driver makes numbers of them. */
const jobColumns = `id, network, pool, state, requester as "user", adaptor, bill_id as "billId", node,
  gpu, attempts as attempt, percent, max_compute_units::text as "maxComputeUnits", compute_units::text as "computeUnits",
  latency_ms as "latencyMs", penalty_bps as "penaltyBps", cost::text as quote, ${WAITS_FOR} as "waitsFor", priority, ${iso('not_before')} as "notBefore",
  ${iso('deadline')} as deadline, result, reason as error,
  ${iso('requested_at')} as "requestedAt", ${iso('updated_at')} as "updatedAt"`

/** Null: there is no such job; one just put on the log is stored a moment later. */
export async function readJob(pool: Pool, id: string): Promise<JobView | null> {
  const { rows } = await pool.query<JobView>(`select ${jobColumns} from job where id = $1`, [id])
  return rows[0] ?? null
}

interface JobStep {
  readonly state: string
  readonly attempt: number
  readonly node: string | null
  readonly reason: string | null
  readonly at: Date
}

/** Every state the job entered, oldest first. */
export async function readHistory(pool: Pool, id: string): Promise<JobStep[]> {
  const { rows } = await pool.query<JobStep>(
    'select state, attempt, node, reason, at from job_event where job_id = $1 order by job_event.id',
    [id],
  )
  return rows
}

/** Minutes in [from, to) in which a node was heard, of how many: its uptime in bps is floor(heard × 10,000 / of). */
export async function readUptime(
  db: Queryable,
  network: string,
  from: Date,
  to: Date,
): Promise<{ node: string; heard: number; of: number }[]> {
  const { rows } = await db.query<{ node: string; heard: number; of: number }>(
    `select node, count(*)::int as heard, floor(extract(epoch from $3::timestamptz - $2::timestamptz) / 60)::int as of
       from node_uptime, generate_series(0, 59) as minute
      where network = $1 and hour >= date_trunc('hour', $2::timestamptz, 'UTC') and hour < $3
        and minutes & (1::bigint << minute) <> 0
        and hour + minute * interval '1 minute' >= $2 and hour + minute * interval '1 minute' < $3
      group by node order by node`,
    [network, from, to],
  )
  return rows
}
