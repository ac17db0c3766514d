import { Client, type Pool } from 'pg'
import { JOB_CHANNEL } from './history'

/** A job as readers see it. Amounts are decimal strings, times ISO UTC. */
export interface JobView {
  readonly id: string
  /** order of arrival, for pages */
  readonly seq: string
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
  readonly penaltyBps: number | null
  /** cost quoted at completion, DGAI base units */
  readonly quote: string | null
  readonly result: string | null
  readonly error: string | null
  readonly requestedAt: string
  readonly updatedAt: string
}

/** Columns of table `job` under the names of `JobView`; amounts as text, so that no driver makes numbers of them. */
export const jobColumns = `id, seq::text as seq, network, pool, state, requester as "user", adaptor, bill_id as "billId", node,
  gpu, attempts as attempt, percent, max_compute_units::text as "maxComputeUnits", compute_units::text as "computeUnits",
  latency_ms as "latencyMs", penalty_bps as "penaltyBps", cost::text as quote, result, reason as error,
  to_char(requested_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "requestedAt",
  to_char(updated_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "updatedAt"`

export interface JobFilter {
  readonly network?: string
  readonly state?: string
  readonly pool?: string
  readonly node?: string
  readonly user?: string
}

const filterColumns = { network: 'network', state: 'state', pool: 'pool', node: 'node', user: 'requester' } as const
/** Rows of a page; the API's own limit is the same. */
const MAX_PAGE = 1_000

/** Newest first. @param before `seq` of the last row of the page before */
export async function readJobs(pool: Pool, filter: JobFilter, first: number, before?: string): Promise<JobView[]> {
  const values: unknown[] = []
  const conditions = Object.entries(filterColumns).flatMap(([name, column]) => {
    const value = filter[name as keyof JobFilter]
    return value === undefined ? [] : [`${column} = $${values.push(value)}`]
  })
  if (before !== undefined) conditions.push(`seq < $${values.push(before)}::bigint`)
  const where = conditions.length > 0 ? `where ${conditions.join(' and ')}` : ''
  const limit = Math.max(0, Math.min(MAX_PAGE, first))
  const { rows } = await pool.query<JobView>(
    `select ${jobColumns} from job ${where} order by job.seq desc limit ${limit}`,
    values,
  )
  return rows
}

/** Null: there is no such job (yet: what was just put on the log is taken in a moment later). */
export async function readJob(pool: Pool, id: string): Promise<JobView | null> {
  const { rows } = await pool.query<JobView>(`select ${jobColumns} from job where id = $1`, [id])
  return rows[0] ?? null
}

export interface JobStep {
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

/** Jobs by state; states without jobs are left out. */
export async function countJobs(pool: Pool): Promise<Record<string, number>> {
  const { rows } = await pool.query<{ state: string; count: number }>(
    'select state, count(*)::int as count from job group by state order by state',
  )
  return Object.fromEntries(rows.map((row) => [row.state, row.count]))
}

/** Minutes in [from, to) in which a node was heard, of how many: its uptime in bps is floor(heard × 10,000 / of). */
export async function readUptime(
  pool: Pool,
  network: string,
  from: Date,
  to: Date,
): Promise<{ node: string; heard: number; of: number }[]> {
  const { rows } = await pool.query<{ node: string; heard: number; of: number }>(
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

/**
 * Tells of each job whose state changed, by its id; read it to know. What happened while the connection was away is
 * not told: `onGap` says that there was such a time.
 * @returns stops it
 */
export async function watchJobs(
  url: string,
  onJob: (id: string) => void,
  onGap: () => void = () => undefined,
): Promise<() => Promise<void>> {
  let closed = false
  let client: Client | undefined
  const listen = async () => {
    const fresh = new Client({ connectionString: url, application_name: 'assay-jobs-watch' })
    fresh.on('error', () => undefined)
    fresh.on('end', () => {
      if (!closed && client === fresh) void again()
    })
    fresh.on('notification', ({ payload }) => {
      for (const id of payload?.split(',') ?? []) onJob(id)
    })
    await fresh.connect()
    await fresh.query(`listen ${JOB_CHANNEL}`)
    client = fresh
  }
  const again = async () => {
    while (!closed) {
      await new Promise((resolve) => setTimeout(resolve, 1_000))
      if (closed) return
      const back = await listen().then(
        () => true,
        () => false,
      )
      if (back) return onGap()
    }
  }
  await listen()
  return async () => {
    closed = true
    await client?.end()
  }
}
