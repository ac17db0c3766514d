import type { Queryable } from '../../postgres/queryable'
import { sourcesOf } from '../job'
import type { FreeGpu } from '../placement'
import type { Queue, QueuedJob } from '../turns'

/** Jobs of one round: a bound on the transaction, not on the rate, for a round that placed some is followed at once. */
const JOBS_PER_ROUND = 500
/** Jobs of a queue that a round reads at least, so that many queues do not make each round a round of one job. */
const LEAST_PER_QUEUE = 8

/** As the indexes `job_queue` and `job_asleep` have it: written out, since a parameter would hide from the planner that they apply. */
const WAITING = `closed_at is null and state in (${sourcesOf('lease')
  .map((state) => `'${state}'`)
  .join(', ')})`
/** Jobs in their queues. */
export const AWAKE = `network = $1 and ${WAITING} and wakes_at is null`

/**
 * The jobs of each queue that one of the GPUs serves, the most urgent and of those the oldest first: a queue is what one requester asks of one class of demand,
 * (model, region, memory). Searched from the side of the GPUs, so that what none of them serves is not even looked at.
 */
export function waitingJobsQuery(network: string, gpus: readonly FreeGpu[]): { text: string; values: unknown[] } {
  return {
    text: `with recursive queue as (
        select s.model, s.region, s."memoryGb" as most, first.memory_gb, first.requester
          from jsonb_to_recordset($2) as s(model text, region text, "memoryGb" int)
         cross join lateral (select memory_gb, requester from job
                              where ${AWAKE} and coalesce(model, '') = s.model and coalesce(region, '') = s.region
                                and memory_gb <= s."memoryGb"
                              order by memory_gb, requester limit 1) as first
        union all
        select q.model, q.region, q.most, next.memory_gb, next.requester
          from queue q
         cross join lateral (select memory_gb, requester from job
                              where ${AWAKE} and coalesce(model, '') = q.model and coalesce(region, '') = q.region
                                and (memory_gb, requester) > (q.memory_gb, q.requester) and memory_gb <= q.most
                              order by memory_gb, requester limit 1) as next)
      select j.id, j.requester, j.priority, row_number() over (order by j.seq)::int as age, q.page, j.attempts, j.model, j.memory_gb as "memoryGb", j.region,
             case when j.attempts = 0 then '{}' else array(select l.node from lease l where l.job_id = j.id and l.fault is distinct from 'network') end as avoid
        from (select *, least($3, greatest($4, ceil($5::numeric / count(*) over ())))::int as page from queue) as q
       cross join lateral (select * from job
                            where ${AWAKE} and coalesce(model, '') = q.model and coalesce(region, '') = q.region
                              and memory_gb = q.memory_gb and requester = q.requester
                              and (deadline is null or deadline > statement_timestamp())
                            order by priority desc, seq limit q.page) as j
       order by j.priority desc, j.seq`,
    values: [network, JSON.stringify(served(gpus)), gpus.length, LEAST_PER_QUEUE, JOBS_PER_ROUND],
  }
}

/** The most memory that is free for each model and region a job can name, '' being any. */
function served(gpus: readonly FreeGpu[]): { model: string; region: string; memoryGb: number }[] {
  const most = new Map<string, { model: string; region: string; memoryGb: number }>()
  for (const gpu of gpus)
    for (const model of [gpu.model, ''])
      for (const region of [gpu.region, '']) {
        const key = JSON.stringify([model, region])
        const memoryGb = Math.max(gpu.memoryGb, most.get(key)?.memoryGb ?? 0)
        most.set(key, { model, region, memoryGb })
      }
  return [...most.values()]
}

interface Row extends QueuedJob {
  readonly requester: string
  /** jobs that were read of its queue at most */
  readonly page: number
}

export async function waitingQueues(db: Queryable, network: string, gpus: readonly FreeGpu[]): Promise<Queue[]> {
  const { text, values } = waitingJobsQuery(network, gpus)
  const { rows } = await db.query<Row>(text, values)
  const queues = new Map<string, Row[]>()
  for (const row of rows) {
    const key = JSON.stringify([row.model, row.region, row.memoryGb, row.requester])
    const jobs = queues.get(key)
    if (jobs === undefined) queues.set(key, [row])
    else jobs.push(row)
  }
  return [...queues.values()].map((jobs) => {
    const { requester, page } = jobs[0]!
    return { requester, jobs, more: jobs.length === page }
  })
}

/** Jobs whose wait for a time is over, by the database's clock, take their place in their queue again. */
export async function wakeJobs(db: Queryable, network: string): Promise<void> {
  await db.query(
    `update job set wakes_at = null
      where id in (select id from job where network = $1 and ${WAITING} and wakes_at <= statement_timestamp()
                    order by wakes_at limit $2)`,
    [network, JOBS_PER_ROUND],
  )
}
