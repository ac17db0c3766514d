import { describe, expect, it } from 'vitest'
import { takeEscrows } from '../../../src/dispatch/bills/escrow'
import { reconcileRefunds } from '../../../src/dispatch/bills/reconcile'
import { sourcesOf } from '../../../src/dispatch/job'
import { assign } from '../../../src/dispatch/leases/assign'
import { endOverdue } from '../../../src/dispatch/leases/deadline'
import { waitingJobsQuery } from '../../../src/dispatch/leases/waiting'
import { OpenJobs } from '../../../src/dispatch/openJobs'
import type { FreeGpu } from '../../../src/dispatch/placement'
import { billRows, jobRows } from './jobRows'
import { network, type World } from './world'
import { worldPerTest } from './worlds'

const FEW = 600
const MANY = 20_000

let world: World
worldPerTest((each) => {
  world = each
})

/** GPUs that are heard now, of one node. */
async function gpus(count: number, more: { node?: string; model?: string; memoryGb?: number; region?: string } = {}) {
  const { node: name = 'a', model = 'H100', memoryGb = 80, region = 'eu' } = more
  const node = await world.node(name)
  await world.pool.query(
    `insert into gpu select $1, $2, 'gpu-' || n, $3, $4, $5, clock_timestamp() from generate_series(1, $6::int) n`,
    [network.name, node, model, memoryGb, region, count],
  )
}

/** Jobs under a lease, as they were leased. */
async function leased(): Promise<string[]> {
  const { rows } = await world.pool.query('select job_id from lease where released_at is null order by token')
  return rows.map((row) => row.job_id)
}

interface Plan {
  readonly 'Relation Name'?: string
  readonly 'Actual Rows': number
  readonly 'Actual Loops': number
  readonly 'Rows Removed by Filter'?: number
  readonly Plans?: readonly Plan[]
}

/** Rows of table `job` that a search for work reads, and the pages it touches, for free GPUs of a kind. */
async function readBySearch(): Promise<{ rows: number; pages: number }> {
  await world.pool.query('vacuum analyze job')
  const free: FreeGpu[] = [{ node: 'n', gpu: 'gpu-1', model: 'H100', memoryGb: 80, region: 'eu' }]
  const { text, values } = waitingJobsQuery(network.name, free)
  const { rows } = await world.pool.query(`explain (analyze, buffers, timing off, format json) ${text}`, values)
  const { Plan: plan } = rows[0]['QUERY PLAN'][0]
  const jobs = (of: Plan): number =>
    (of['Relation Name'] === 'job'
      ? (of['Actual Rows'] + (of['Rows Removed by Filter'] ?? 0)) * of['Actual Loops']
      : 0) + (of.Plans ?? []).reduce((sum, each) => sum + jobs(each), 0)
  return { rows: Math.round(jobs(plan)), pages: plan['Shared Hit Blocks'] + plan['Shared Read Blocks'] }
}

// docs/invariants.md#J9
describe('a class of demand', () => {
  it.each([
    ['a model nobody has', { model: 'not made yet' }],
    ['a region nobody is in', { region: 'moon' }],
    ['more memory than any GPU has', { memoryGb: 81 }],
    ['a time that has not come', { notBefore: '2100-01-01' }],
  ])('costs one look if it asks for %s, however many jobs it holds', async (_, unserved) => {
    const [served] = await jobRows(world.pool, 'escrowed', 1)
    await jobRows(world.pool, 'escrowed', FEW, unserved)
    const few = await readBySearch()
    await jobRows(world.pool, 'escrowed', MANY - FEW, unserved)
    const many = await readBySearch()
    // one job, once where its class is found and once where it is read
    expect([few.rows, many.rows]).toEqual([2, 2])
    // an index of thirty times the rows is a level higher: a page more for each of its lookups
    expect(many.pages - few.pages).toBeLessThanOrEqual(8)
    await gpus(2)
    expect([await assign(world.pool, network), await leased()]).toEqual([1, [served]])
  })

  it('gives the oldest of the jobs that compete, of whatever class', async () => {
    const any = await jobRows(world.pool, 'escrowed', 1)
    const model = await jobRows(world.pool, 'retried', 1, { model: 'H100' })
    const region = await jobRows(world.pool, 'escrowed', 1, { region: 'eu', memoryGb: 40 })
    const both = await jobRows(world.pool, 'escrowed', 1, { model: 'H100', region: 'eu', memoryGb: 80 })
    const young = await jobRows(world.pool, 'escrowed', 1)
    await gpus(4)
    expect(await assign(world.pool, network)).toBe(4)
    expect((await leased()).sort()).toEqual([any, model, region, both].flat().sort())
    expect((await world.job(young[0]!))!.state).toBe('escrowed')
  })
})

describe('a requester', () => {
  const [many, few] = ['b2', 'c3'].map((byte) => `0x${byte.repeat(20)}`) as [string, string]
  const heldBy = async (ids: readonly string[]) => (await leased()).filter((id) => ids.includes(id)).length

  it('with ten thousand older jobs has its share beside one with twenty, and the rest once those are done', async () => {
    const backlog = await jobRows(world.pool, 'escrowed', 10_000, { requester: many })
    const twenty = await jobRows(world.pool, 'escrowed', 20, { requester: few, model: 'H100' })
    await gpus(30)
    while ((await assign(world.pool, network)) > 0);
    expect([await heldBy(twenty), await heldBy(backlog)]).toEqual([15, 15])
    await world.pool.query(`update lease set released_at = clock_timestamp() where job_id = any($1)`, [twenty])
    while ((await assign(world.pool, network)) > 0);
    expect([await heldBy(twenty), await heldBy(backlog)]).toEqual([5, 25])
  })

  it('has the share of its weight, over rounds and over what it holds already', async () => {
    const weighted = { ...network, weights: new Map([[few, 3]]) }
    const [light, heavy] = [
      await jobRows(world.pool, 'escrowed', 100, { requester: many }),
      await jobRows(world.pool, 'escrowed', 100, { requester: few }),
    ]
    await gpus(8)
    while ((await assign(world.pool, weighted)) > 0);
    await gpus(32, { node: 'b' })
    while ((await assign(world.pool, weighted)) > 0);
    expect([await heldBy(light), await heldBy(heavy)]).toEqual([10, 30])
  })

  it('has its most urgent job done first, and jumps nobody else’s queue', async () => {
    const [old] = await jobRows(world.pool, 'escrowed', 1, { requester: many })
    const [theirs, later] = await jobRows(world.pool, 'escrowed', 2, { requester: few })
    const [urgent] = await jobRows(world.pool, 'escrowed', 1, { requester: many, priority: 9, model: 'H100' })
    const [idle] = await jobRows(world.pool, 'escrowed', 1, { requester: many, priority: -1 })
    await gpus(2)
    expect([await assign(world.pool, network), await leased()]).toEqual([2, [theirs, urgent]])
    await gpus(2, { node: 'b' })
    expect([await assign(world.pool, network), (await leased()).slice(2)]).toEqual([2, [old, later]])
    await gpus(1, { node: 'c' })
    expect([await assign(world.pool, network), (await leased()).slice(4)]).toEqual([1, [idle]])
  })

  it('with more idle jobs than a round reads has its urgent ones done first', async () => {
    await jobRows(world.pool, 'escrowed', 30, { requester: many, priority: -1 })
    const urgent = [
      await jobRows(world.pool, 'escrowed', 15, { requester: many, priority: 1 }),
      await jobRows(world.pool, 'escrowed', 15, { requester: many, priority: 1, model: 'H100' }),
    ].flat()
    await gpus(30)
    while ((await assign(world.pool, network)) > 0);
    expect((await leased()).sort()).toEqual([...urgent].sort())
  })
})

describe('a time that a requester names', () => {
  const at = (text: string) => `clock_timestamp() + interval '${text}'`

  it('not before it a job is leased, by the clock of the database', async () => {
    const [job] = await jobRows(world.pool, 'requested', 1)
    await billRows(world.pool, [job!], 'open')
    await world.pool.query(`update job set not_before = ${at('1 hour')}`)
    await gpus(1)
    expect(await takeEscrows(world.pool, network, new OpenJobs(network.name, sourcesOf('escrow')))).toBe(1)
    expect(await assign(world.pool, network)).toBe(0)
    await world.pool.query(`update job set not_before = ${at('-1 ms')}, wakes_at = ${at('-1 ms')}`)
    expect([await assign(world.pool, network), await leased()]).toEqual([1, [job]])
  })

  it('after its deadline a job that nobody began is given back, and one that runs is not', async () => {
    const running = await jobRows(world.pool, 'escrowed', 1)
    await gpus(1)
    expect(await assign(world.pool, network)).toBe(1)
    const waiting = [
      await jobRows(world.pool, 'requested', 1),
      await jobRows(world.pool, 'escrowed', 1),
      await jobRows(world.pool, 'retried', 1),
    ].flat()
    const inTime = await jobRows(world.pool, 'escrowed', 1)
    await billRows(world.pool, waiting, 'open')
    await world.pool.query(`update job set deadline = ${at('-1 s')} where id <> $1`, [inTime[0]])
    await world.pool.query(`update job set deadline = ${at('1 hour')} where id = $1`, [inTime[0]])
    await gpus(3, { node: 'b' })
    // the round of placing comes first, and finds them late
    expect([await assign(world.pool, network), await leased()]).toEqual([1, [...running, ...inTime]])
    expect([await endOverdue(world.pool), await endOverdue(world.pool)]).toEqual([3, 0])
    for (const id of waiting) {
      expect(await world.job(id)).toMatchObject({
        state: 'cancelled',
        error: expect.stringMatching(/^deadline passed: 2/),
      })
      expect(await world.path(id)).toEqual(['cancelled'])
    }
    expect((await world.job(running[0]!))!.state).toBe('leased')
    const abandoned = new OpenJobs(network.name, sourcesOf('refund'))
    await reconcileRefunds(world.pool, network, abandoned)
    await world.pool.query(`update bill set status = 'refunded', settled_block = 1`)
    expect(await reconcileRefunds(world.pool, network, abandoned)).toBe(3)
    expect(await world.job(waiting[1]!)).toMatchObject({ state: 'refunded', error: expect.stringMatching(/^deadline/) })
  })

  it('comes with the request, and is stored', async () => {
    const notBefore = '2026-01-02T03:04:05.678Z'
    const wishes = { priority: -9, notBefore, deadline: '2099-02-28T23:59:59Z' }
    await world.dispatcher()
    const id = await world.submit('with wishes', wishes)
    await world.untilState(id, 'escrowed')
    expect(await world.job(id)).toMatchObject({ ...wishes, deadline: '2099-02-28T23:59:59.000Z' })
  })
})
