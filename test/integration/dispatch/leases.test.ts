import { beforeAll, expect, it } from 'vitest'
import { cancelJobs } from '../../../src/dispatch/cancel'
import { completedHandler } from '../../../src/dispatch/handlers/completed'
import { progressHandler } from '../../../src/dispatch/handlers/progress'
import { MAX_ATTEMPTS } from '../../../src/dispatch/job'
import { assign } from '../../../src/dispatch/leases/assign'
import { expireLeases, MOST_SILENT_ENDS } from '../../../src/dispatch/leases/expire'
import { readMessage, writeMessage } from '../../../src/dispatch/message'
import { publishOutbox } from '../../../src/dispatch/outbox'
import { topics } from '../../../src/dispatch/topics'
import { transaction } from '../../../src/postgres/transaction'
import { jobRows } from './jobRows'
import { network, type World } from './world'
import { oneWorld } from './worlds'

const JOBS = 150
const MINUTES = 3

let world: World
let node: string
oneWorld((opened) => {
  world = opened
})
beforeAll(async () => {
  node = await world.node('a')
})

/** The log of a broker that is away. */
const away = () => ({ ...world.log, append: () => Promise.reject(new Error('no broker answers')) }) as never

/** Lets time pass for all that the dispatcher goes by. */
async function pass(interval: string): Promise<void> {
  await world.pool.query(
    `update lease set leased_at = leased_at - $1::interval, expires_at = expires_at - $1::interval`,
    [interval],
  )
  await world.pool.query(`update gpu set seen_at = seen_at - $1::interval`, [interval])
  await world.pool.query(`update outbox set at = at - $1::interval`, [interval])
  await world.pool.query(`update job set retry_at = retry_at - $1::interval`, [interval])
}

/** Heartbeats of a node that were heard just now. */
async function hear(gpus: number): Promise<void> {
  await world.pool.query(
    `insert into gpu select $1, $2, 'gpu-' || n, 'H100', 80, 'eu', clock_timestamp() from generate_series(1, $3) as n
     on conflict (network, node, gpu) do update set seen_at = excluded.seen_at`,
    [network.name, node, gpus],
  )
}

async function live() {
  const { rows } = await world.pool.query<{ jobId: string; token: string }>(
    `select job_id as "jobId", token from lease where released_at is null order by token`,
  )
  return rows
}

async function report(leases: readonly { jobId: string; token: string }[], computeUnits = '1000000'): Promise<void> {
  const messages = leases.map(({ jobId, token }) => {
    const data = { jobId, token, node, computeUnits, resultDigest: jobId }
    const written = writeMessage('assay.job.completed.v1', jobId, data, { source: 'test' })
    const record = { ...written, topic: topics.completed, partition: 0, offset: 0n, at: new Date() }
    return readMessage(record, completedHandler.types)
  })
  await transaction(world.pool, (db) => completedHandler.handle(db, messages))
}

// docs/invariants.md#J10
it('a broker that is away for three minutes costs no job an attempt', async () => {
  await jobRows(world.pool, 'escrowed', JOBS)
  await world.pool.query(`update job set base_price = 50000000000000000`)
  // half of them are computed when the broker goes, the others are given a GPU and nobody can be told
  await hear(JOBS / 2)
  expect(await assign(world.pool, network)).toBe(JOBS / 2)
  await publishOutbox(world.pool, world.log)
  await hear(JOBS)
  expect(await assign(world.pool, network)).toBe(JOBS / 2)
  for (let second = 0; second < 60 * MINUTES; second += 5) {
    await pass('5 seconds')
    await expect(publishOutbox(world.pool, away())).rejects.toThrow('no broker answers')
    await expireLeases(world.pool)
    await assign(world.pool, network)
  }
  // what was given out and not told has not begun, so that it cannot end
  expect((await live()).length).toBe(JOBS / 2)
  const { rows: spent } = await world.pool.query(
    `select state, attempts - forgiven as spent, count(*)::int as jobs from job group by 1, 2 order by 1`,
  )
  expect(spent).toEqual([
    { state: 'leased', spent: 1, jobs: JOBS / 2 },
    { state: 'retried', spent: 0, jobs: JOBS / 2 },
  ])
  // heartbeats are heard before the outbox has gone out: nothing is given to who may not be told of it
  await hear(JOBS)
  expect(await assign(world.pool, network)).toBe(0)

  // it is back: the leases that were waiting to be told begin now
  await publishOutbox(world.pool, world.log)
  await hear(JOBS)
  expect(await expireLeases(world.pool)).toBe(0)
  expect(await assign(world.pool, network)).toBe(JOBS / 2)
  await publishOutbox(world.pool, world.log)
  expect((await live()).length).toBe(JOBS)
  await report(await live())
  const { rows } = await world.pool.query(
    `select state, (select count(*)::int from lease where fault = 'job') as charged,
            (select count(*)::int from gpu_health where score > 0) as suspected, count(*)::int as jobs from job group by 1`,
  )
  expect(rows).toEqual([{ state: 'completed', charged: 0, suspected: 0, jobs: JOBS }])
})

it('a lease that is reported before it is known to be on the log lives', async () => {
  const [id] = await jobRows(world.pool, 'escrowed', 1)
  await world.pool.query(`update job set base_price = 1 where id = $1`, [id])
  await hear(1)
  await assign(world.pool, network)
  await pass('20 seconds')
  await report(await live())
  expect((await world.job(id!))!.state).toBe('completed')
})

it('a node that goes silent while others are heard costs its jobs an attempt', async () => {
  await publishOutbox(world.pool, world.log)
  const [id] = await jobRows(world.pool, 'escrowed', 1)
  await hear(1)
  await assign(world.pool, network)
  await publishOutbox(world.pool, world.log)
  await pass('20 seconds')
  await hear(2)
  expect(await expireLeases(world.pool)).toBe(1)
  expect((await world.pool.query('select fault from lease where job_id = $1', [id])).rows).toEqual([{ fault: 'job' }])
  await transaction(world.pool, (db) => cancelJobs(db, [{ jobId: id!, reason: 'enough' }]))
})

it('a job that takes the only node down with it is given up in the end', async () => {
  const [id] = await jobRows(world.pool, 'escrowed', 1)
  for (let ends = 0; ends < MOST_SILENT_ENDS + MAX_ATTEMPTS; ends++) {
    await world.pool.query(
      `update job set retry_at = clock_timestamp(), wakes_at = null where id = $1 and state = 'retried'`,
      [id],
    )
    await hear(1)
    expect(await assign(world.pool, network)).toBe(1)
    await publishOutbox(world.pool, world.log)
    await pass('20 seconds')
    await world.pool.query('update gpu_health set quarantined_until = null')
    expect(await expireLeases(world.pool)).toBe(1)
  }
  expect((await world.job(id!))!.state).toBe('dead-lettered')
  const { rows } = await world.pool.query(
    `select fault, count(*)::int from lease where job_id = $1 group by 1 order by 1`,
    [id],
  )
  expect(rows).toEqual([
    { fault: 'job', count: MAX_ATTEMPTS },
    { fault: 'network', count: MOST_SILENT_ENDS },
  ])
})

/** A job of a node of its own, on its only GPU, that it was told of. */
async function leased() {
  const [id] = await jobRows(world.pool, 'escrowed', 1)
  await world.pool.query(`update job set base_price = 50000000000000000 where id = $1`, [id])
  await hear(1)
  await assign(world.pool, network)
  await publishOutbox(world.pool, world.log)
  const { rows } = await world.pool.query<{ jobId: string; token: string }>(
    `select job_id as "jobId", token from lease where job_id = $1 and released_at is null`,
    [id],
  )
  expect(rows.length).toBe(1)
  return rows[0]!
}

it('progress under one lease never goes back', async () => {
  const lease = await leased()
  const hearOf = (...percents: number[]) =>
    transaction(world.pool, (db) =>
      progressHandler.handle(
        db,
        percents.map((percent) => {
          const written = writeMessage(
            'assay.job.progress.v1',
            lease.jobId,
            { ...lease, node, percent },
            { source: 'test' },
          )
          const record = { ...written, topic: topics.progress, partition: 0, offset: 0n, at: new Date() }
          return readMessage(record, progressHandler.types)
        }),
      ),
    )
  const shown: unknown[] = []
  for (const percents of [[60], [40], [30, 80, 50]]) {
    await hearOf(...percents)
    shown.push((await world.job(lease.jobId))!.percent)
  }
  expect(shown).toEqual([60, 60, 80])
  await report([lease])
})

it('a result of no compute units is a failure, and is not billed', async () => {
  const lease = await leased()
  await report([lease], '0')
  expect(await world.path(lease.jobId)).toEqual(['leased', 'failed', 'retried'])
  const { rows } = await world.pool.query(
    `select j.reason, l.fault, (select count(*)::int from settlement where job_id = j.id) as bills
       from job j join lease l on l.job_id = j.id where j.id = $1`,
    [lease.jobId],
  )
  expect(rows).toEqual([{ reason: 'no compute units claimed', fault: 'job', bills: 0 }])
  await transaction(world.pool, (db) => cancelJobs(db, [{ jobId: lease.jobId, reason: 'enough' }]))
})

it('a cancel ends the lease of a job under way: its report finds none, and the GPU is free', async () => {
  const lease = await leased()
  await transaction(world.pool, (db) => cancelJobs(db, [{ jobId: lease.jobId, reason: 'too dear' }]))
  await report([lease])
  expect(await world.path(lease.jobId)).toEqual(['leased', 'cancelled'])
  const { rows } = await world.pool.query(
    `select j.state, j.reason, j.compute_units, l.outcome, l.fault, l.released_at is null as lives
       from job j join lease l on l.token = j.token where j.id = $1`,
    [lease.jobId],
  )
  expect(rows).toEqual([
    { state: 'cancelled', reason: 'too dear', compute_units: null, outcome: 'cancelled', fault: null, lives: false },
  ])
  const next = await leased()
  await report([next])
  expect((await world.job(next.jobId))!.state).toBe('completed')
})
