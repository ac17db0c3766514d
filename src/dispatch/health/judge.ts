import type { Queryable } from '../../postgres/queryable'
import { HEARTBEAT_FRESH_MS } from '../leases/timing'
import { afterFailureOf, type GpuHealth, hasRoom, LONGEST_QUARANTINE_MS } from './gpu'

interface GpuKey {
  readonly network: string
  readonly node: string
  readonly gpu: string
}

export interface Verdict {
  /** tokens of leases whose failure is the GPU's, not the job's */
  readonly blamed: ReadonlySet<string>
  /** GPUs that were found broken now: what failed on them before is forgiven too */
  readonly quarantined: readonly GpuKey[]
}

interface EndedLease extends GpuKey {
  readonly token: string
  /** the job failed here already, or on another GPU that nobody found broken: this says nothing about this GPU */
  readonly isToldAlready: boolean
}

const keyOf = ({ network, node, gpu }: GpuKey) => JSON.stringify([network, node, gpu])

/**
 * Whose fault the failures are: a GPU on which several jobs failed that failed nowhere else is broken, a job that fails on
 * several sound GPUs is at fault itself. Called before the jobs are changed: GPUs are locked first, by everyone.
 * @param failed tokens of leases that ended without a result
 * @param completed tokens of leases that ended with one
 */
export async function judge(
  db: Queryable,
  failed: readonly string[],
  completed: readonly string[] = [],
): Promise<Verdict> {
  await db.query(
    `insert into gpu_health (network, node, gpu)
     select distinct network, node, gpu from lease where token = any($1) order by network, node, gpu on conflict do nothing`,
    [failed],
  )
  const known = await lockGpus(db, [...failed, ...completed])
  await trustAgain(db, completed)
  if (failed.length === 0) return { blamed: new Set(), quarantined: [] }
  const [leases, room] = [await endedLeases(db, failed), await roomByNetwork(db)]
  const blamed = new Set<string>()
  const changed = new Map<string, GpuKey & GpuHealth>()
  for (const lease of leases) {
    if (lease.isToldAlready) continue
    const key = keyOf(lease)
    const before = changed.get(key) ?? known.get(key)!
    const { heard, quarantined, now } = room.get(lease.network)!
    const after = { ...before, ...afterFailureOf(before, now, hasRoom(heard, quarantined)) }
    changed.set(key, after)
    if (after.quarantines === before.quarantines) continue
    blamed.add(lease.token)
    room.set(lease.network, { heard, quarantined: quarantined + 1, now })
  }
  await store(db, [...changed.values()])
  return {
    blamed,
    quarantined: [...changed.values()].filter((each) => each.quarantines > known.get(keyOf(each))!.quarantines),
  }
}

async function lockGpus(db: Queryable, tokens: readonly string[]): Promise<Map<string, GpuKey & GpuHealth>> {
  const { rows } = await db.query<GpuKey & GpuHealth>(
    `select h.network, h.node, h.gpu, score, (extract(epoch from scored_at) * 1000)::float8 as "scoredAt", quarantines,
            (extract(epoch from quarantined_until) * 1000)::float8 as until
       from gpu_health h
      where (network, node, gpu) in (select network, node, gpu from lease where token = any($1))
      order by network, node, gpu for update`,
    [tokens],
  )
  return new Map(rows.map((row) => [keyOf(row), row]))
}

/** A job done halves what is held against a GPU, and ends its quarantine. */
async function trustAgain(db: Queryable, completed: readonly string[]): Promise<void> {
  if (completed.length === 0) return
  await db.query(
    `update gpu_health h set score = score / 2, quarantines = 0, quarantined_until = null
       from lease l where l.token = any($1) and (l.network, l.node, l.gpu) = (h.network, h.node, h.gpu)`,
    [completed],
  )
}

async function endedLeases(db: Queryable, tokens: readonly string[]): Promise<EndedLease[]> {
  const { rows } = await db.query<EndedLease>(
    `select l.token, l.network, l.node, l.gpu,
            exists (select from lease o where o.job_id = l.job_id and o.token < l.token and o.fault = 'job')
              as "isToldAlready"
       from lease l where l.token = any($1) order by l.token`,
    [tokens],
  )
  return rows
}

async function roomByNetwork(db: Queryable): Promise<Map<string, { heard: number; quarantined: number; now: number }>> {
  const { rows } = await db.query<{ network: string; heard: number; quarantined: number; now: number }>(
    `select h.network, (extract(epoch from clock_timestamp()) * 1000)::float8 as now,
            (select count(*)::int from gpu g
              where g.network = h.network and g.seen_at > clock_timestamp() - $1 * interval '1 ms') as heard,
            (count(*) filter (where h.quarantined_until > clock_timestamp()))::int as quarantined
       from gpu_health h group by h.network`,
    [HEARTBEAT_FRESH_MS],
  )
  return new Map(rows.map((row) => [row.network, row]))
}

async function store(db: Queryable, gpus: readonly (GpuKey & GpuHealth)[]): Promise<void> {
  await db.query(
    `update gpu_health h set score = r.score, scored_at = to_timestamp(r."scoredAt" / 1000), quarantines = r.quarantines,
            quarantined_until = to_timestamp(r.until / 1000)
       from jsonb_to_recordset($1) as r(network text, node text, gpu text, score float8, "scoredAt" float8,
                                        quarantines int, until float8)
      where (h.network, h.node, h.gpu) = (r.network, r.node, r.gpu)`,
    [JSON.stringify(gpus)],
  )
}

/**
 * Gives back the attempts that jobs under way spent on GPUs before these were found broken. Failures as old as the longest
 * quarantine were charged in another time.
 */
export async function forgive(db: Queryable, gpus: readonly GpuKey[]): Promise<void> {
  if (gpus.length === 0) return
  await db.query(
    `with back as (
       update lease l set fault = 'node'
         from jsonb_to_recordset($1) as r(network text, node text, gpu text), job
        where (l.network, l.node, l.gpu) = (r.network, r.node, r.gpu) and l.fault = 'job'
          and l.released_at > statement_timestamp() - $2 * interval '1 ms'
          and job.id = l.job_id and job.state in ('retried', 'leased', 'running')
          and not exists (select from lease o where o.job_id = l.job_id and o.fault = 'job' and o.node <> l.node)
       returning l.job_id)
     update job set forgiven = forgiven + given.leases
       from (select job_id, count(*)::int as leases from back group by job_id) as given where job.id = given.job_id`,
    [JSON.stringify(gpus), LONGEST_QUARANTINE_MS],
  )
}

/** Removes what is known of GPUs that are gone. */
export async function forgetHealth(db: Queryable): Promise<void> {
  await db.query(
    `delete from gpu_health h where scored_at < clock_timestamp() - 2 * $1 * interval '1 ms'
        and not exists (select from gpu g where (g.network, g.node, g.gpu) = (h.network, h.node, h.gpu))`,
    [LONGEST_QUARANTINE_MS],
  )
}
