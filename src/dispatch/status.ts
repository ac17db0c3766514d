import type { Snapshot } from '../postgres/snapshot'
import { waitingStates } from './job'
import { HEARTBEAT_FRESH_MS } from './leases/timing'
import { type LogLag, readLags } from './log/postgresLag'

/**
 * Rows that are counted at most: a gauge that says 10,000 asks for a person as loudly as one that says a million, and a
 * scrape costs the same however long the backlog or the history is.
 */
export const MAX_COUNTED = 10_000

export interface DispatchStatus {
  readonly networks: readonly {
    readonly network: string
    readonly waiting: Readonly<Record<(typeof waitingStates)[number], number>>
    /** null: none waits */
    readonly oldestWaitingSeconds: number | null
    readonly leases: number
    /** expired, and not released yet */
    readonly expiredLeases: number
    readonly freeGpus: number
    /** kept from work, since jobs failed on them */
    readonly quarantinedGpus: number
    /** bills to open, settle or refund on chain */
    readonly settlements: number
    readonly oldestSettlementSeconds: number | null
  }[]
  readonly deadLetters: number
  /** of the job log where it is on Postgres */
  readonly logLag: readonly LogLag[]
}

/** Where the dispatcher stands. Null before its tables exist. */
export async function readDispatch(snapshot: Snapshot, networks: readonly string[]): Promise<DispatchStatus | null> {
  if (!(await snapshot.hasTable('public.job'))) return null
  return {
    networks: await Promise.all(networks.map((network) => ofNetwork(snapshot, network))),
    deadLetters: await deadLetters(snapshot),
    logLag: await readLags(snapshot),
  }
}

async function ofNetwork(snapshot: Snapshot, network: string): Promise<DispatchStatus['networks'][number]> {
  const states = await snapshot.rows<{ state: string; jobs: number; oldest: number | null }>(
    `select state, (select count(*)::int from (select from job ${openJobs} limit $3) as counted) as jobs,
            (select ${ageOf('requested_at')} from job ${openJobs} order by seq limit 1) as oldest
       from unnest($2::text[]) as states (state)`,
    [network, waitingStates, MAX_COUNTED],
  )
  const [rest] = await snapshot.rows<{
    leases: number
    expired: number
    free: number
    quarantined: number
    settlements: number
    oldest: number | null
  }>(
    `select (select count(*)::int from lease where network = $1 and released_at is null and expires_at > clock_timestamp())
              as leases,
            (select count(*)::int from lease where network = $1 and released_at is null and expires_at <= clock_timestamp())
              as expired,
            (select count(*)::int from gpu
              where gpu.network = $1 and seen_at > clock_timestamp() - $2 * interval '1 ms'
                and not exists (select from lease where lease.network = gpu.network and lease.node = gpu.node
                                   and lease.gpu = gpu.gpu and released_at is null)) as free,
            (select count(*)::int from gpu_health where network = $1 and quarantined_until > clock_timestamp()) as quarantined,
            (select count(*)::int from (select from settlement where network = $1 and status in ('planned', 'sent') limit $3)
              as counted) as settlements,
            (select max(oldest) from (
               select (select ${ageOf('at')} from settlement
                        where network = $1 and settlement.status = s.status and status in ('planned', 'sent')
                        order by at limit 1) as oldest
                 from (values ('planned'), ('sent')) as s (status)) as each) as oldest`,
    [network, HEARTBEAT_FRESH_MS, MAX_COUNTED],
  )
  const ages = states.flatMap(({ oldest }) => (oldest === null ? [] : [oldest]))
  const jobs = (wanted: string) => states.find(({ state }) => state === wanted)!.jobs
  return {
    network,
    waiting: { requested: jobs('requested'), escrowed: jobs('escrowed'), retried: jobs('retried') },
    oldestWaitingSeconds: ages.length === 0 ? null : Math.max(...ages),
    leases: rest!.leases,
    expiredLeases: rest!.expired,
    freeGpus: rest!.free,
    quarantinedGpus: rest!.quarantined,
    settlements: rest!.settlements,
    oldestSettlementSeconds: rest!.oldest,
  }
}

/** As the index on open jobs (`job_open`) has it: the states are written out, so that the planner sees that they are open. */
const openJobs = `where network = $1 and job.state = states.state and closed_at is null
                    and job.state in (${waitingStates.map((state) => `'${state}'`).join(', ')})`

/** Seconds since a time; the database's clock may run a hair behind the row's. */
const ageOf = (column: string) => `greatest(0, extract(epoch from clock_timestamp() - ${column}))::float8`

async function deadLetters(snapshot: Snapshot): Promise<number> {
  const sql =
    'select count(*)::int as count from (select from dead_letter where replayed_at is null limit $1) as counted'
  return (await snapshot.rows<{ count: number }>(sql, [MAX_COUNTED]))[0]!.count
}
