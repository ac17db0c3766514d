import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { assign } from '../../../src/dispatch/leases/assign'
import { waitingJobsQuery } from '../../../src/dispatch/leases/waiting'
import type { FreeGpu } from '../../../src/dispatch/placement'
import type { TestPostgres } from '../../support/postgres'
import { testServer } from './database'
import { jobRows } from './jobRows'
import { network, World } from './world'

const FEW = 600
const MANY = 60_000

let server: TestPostgres
let world: World
beforeAll(async () => {
  server = await testServer()
})
afterAll(() => server.stop())
beforeEach(async () => {
  world = await World.open(server)
})
afterEach(() => world.close())

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

describe('a class of demand', () => {
  it.each([
    ['a model nobody has', { model: 'not made yet' }],
    ['a region nobody is in', { region: 'moon' }],
    ['more memory than any GPU has', { memoryGb: 81 }],
  ])('costs one look where it asks for %s, however many jobs it holds', async (_, unserved) => {
    const [served] = await jobRows(world.pool, 'escrowed', 1)
    await jobRows(world.pool, 'escrowed', FEW, unserved)
    const few = await readBySearch()
    await jobRows(world.pool, 'escrowed', MANY - FEW, unserved)
    const many = await readBySearch()
    // one job, once where its class is found and once where it is read
    expect([few.rows, many.rows]).toEqual([2, 2])
    // an index of a hundred times the rows is a level higher: a page more for each of its lookups
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
})
