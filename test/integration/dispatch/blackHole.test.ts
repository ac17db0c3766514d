import { afterAll, expect, it } from 'vitest'
import { QUARANTINE_FAILURES } from '../../../src/dispatch/health/gpu'
import { BACK_OFF_MS } from '../../../src/dispatch/leases/backOff'
import type { Subscription } from '../../../src/dispatch/log/joblog'
import { readMessage } from '../../../src/dispatch/message'
import { topics } from '../../../src/dispatch/topics'
import type { World } from './world'
import { oneWorld } from './worlds'

const JOBS = 60

let world: World
let hole: Subscription | undefined
oneWorld((opened) => {
  world = opened
})
afterAll(async () => {
  await hole?.close()
})

/** A node whose GPU answers each assignment with a failure, at once. */
function failAtOnce(node: string): Promise<Subscription> {
  return world.log.subscribe({
    group: 'hole',
    topics: [topics.assigned],
    handle: async (batch) => {
      const own = batch
        .map((record) => readMessage(record, ['assay.job.assigned.v1']).data)
        .filter((job) => job.node === node)
      for (const { jobId, token } of own)
        await world.report('assay.job.failed.v1', { jobId, token, node, reason: 'no CUDA device' })
    },
  })
}

it('one node of five that fails at once costs no job, and is known after three failures', async () => {
  const broken = await world.node('broken')
  const sound = await Promise.all(['a', 'b', 'c', 'd'].map((name) => world.node(name)))
  hole = await failAtOnce(broken)
  await world.heartbeat(broken)
  await world.worker(sound)
  await world.dispatcher()
  const ids = await Promise.all(Array.from({ length: JOBS }, (_, at) => world.submit(`seed 1 job ${at}`)))
  await world.until('every job has ended', async () => {
    const { rows } = await world.pool.query(
      `select count(*)::int as ended from job where state in ('settled', 'refunded')`,
    )
    if (Number(rows[0].ended) < JOBS) await world.heartbeat(broken)
    return rows[0].ended === JOBS
  })
  const { rows } = await world.pool.query('select state, count(*)::int as jobs from job group by state')
  expect(rows).toEqual([{ state: 'settled', jobs: ids.length }])
  // Charged is only what nobody could give back: its job had ended elsewhere before the GPU was found broken, which was
  // between the end of the lease that told and the step it made in the history of its job.
  const { rows: wrong } = await world.pool.query(
    `with found as (
       select l.released_at as since, e.at as until from lease l
         join job_event e on e.job_id = l.job_id and e.token = l.token and e.state = 'failed'
        where l.node = $1 and l.fault = 'node' and l.token >= (
          select token from lease where node = $1 and outcome = 'failed' order by token offset $2 - 1 limit 1)
        order by l.token limit 1)
     select l.job_id, l.node, l.fault, ended.at as ended, found.*
       from found cross join lease l
       left join lateral (select min(at) as at from job_event e where e.job_id = l.job_id and e.state = 'completed') as ended on true
      where (l.outcome = 'failed') <> (l.fault is not null) or (l.fault is not null and l.node <> $1)
         or (l.fault = 'job' and ended.at > found.until) or (l.fault = 'node' and ended.at < found.since)`,
    [broken, QUARANTINE_FAILURES],
  )
  expect(wrong).toEqual([])
  const {
    rows: [health],
  } = await world.pool.query(
    `select quarantines, (select count(*)::int from lease where node = $1) as leases from gpu_health where node = $1`,
    [broken],
  )
  // three failures until it is known, and one for each probe after
  expect(health.quarantines).toBeGreaterThan(0)
  expect(health.leases).toBeLessThanOrEqual(2 + health.quarantines + 1)
  const early = await world.pool.query(
    `select from (select state, at, lag(state) over job as before, lag(at) over job as before_at
                    from job_event window job as (partition by job_id order by id)) as step
      where state = 'leased' and before = 'retried' and at < before_at + $1 * interval '1 ms'`,
    [BACK_OFF_MS / 2],
  )
  expect(early.rowCount).toBe(0)

  // repaired, and its time is over: a job that is done there ends it
  await hole?.close()
  await Promise.all(world.workers.splice(0).map((each) => each.stop()))
  await world.pool.query('update gpu_health set quarantined_until = clock_timestamp()')
  // heard still, and kept from work only by their quarantine
  await world.pool.query(
    `insert into gpu_health select network, node, gpu, 9, clock_timestamp(), 1, clock_timestamp() + interval '1 hour'
       from gpu where node <> $1
     on conflict (network, node, gpu) do update set quarantined_until = excluded.quarantined_until`,
    [broken],
  )
  await world.worker([broken])
  await world.untilState(await world.submit('the probe'), 'settled')
  expect(await world.job(world.idOf('the probe'))).toMatchObject({ node: broken, attempt: 1 })
  const after = await world.pool.query('select quarantines, quarantined_until from gpu_health where node = $1', [
    broken,
  ])
  expect(after.rows).toEqual([{ quarantines: 0, quarantined_until: null }])
})
