import { expect, it } from 'vitest'
import { DemandWaits } from '../../../src/dispatch/demandWaits'
import { assign } from '../../../src/dispatch/leases/assign'
import { jobRows } from './jobRows'
import { network, type World } from './world'
import { worldPerTest } from './worlds'

let world: World
worldPerTest((each) => {
  world = each
})

const waitsFor = async (id: string | undefined) => (await world.job(id!))!.waitsFor
const stored = async () =>
  (await world.pool.query('select model, waits_for, xmin from demand_wait order by model')).rows
const gpu = (node: string, name: string) =>
  world.pool.query(`insert into gpu values ($1, $2, $3, 'H100', 80, 'eu', clock_timestamp())`, [
    network.name,
    node,
    name,
  ])

it('a job says what it waits for, from its request to its lease', async () => {
  const waits = new DemandWaits(network)
  const [job] = await jobRows(world.pool, 'requested', 1)
  expect(await waitsFor(job)).toBe('escrow')
  await world.pool.query(
    `insert into job_finding (job_id, code, title, evidence) values ($1, 'escrow-short', '', '{}')`,
    [job],
  )
  expect(await waitsFor(job)).toBe('escrow-short')
  await world.pool.query(
    `update job set state = 'escrowed', not_before = now() + interval '1 h', wakes_at = now() + interval '1 h'`,
  )
  expect(await waitsFor(job)).toBe('not-before')
  await world.pool.query(`update job set not_before = null`)
  expect(await waitsFor(job)).toBe('back-off')
  await world.pool.query(`update job set wakes_at = null`)
  const after = async () => {
    await waits.round(world.pool)
    return waitsFor(job)
  }
  expect(await after()).toBe('no-gpu')
  await gpu(await world.node('poor', 1n), 'gpu-0')
  expect(await after()).toBe('no-node')
  const node = await world.node('a')
  await gpu(node, 'gpu-0')
  expect(await after()).toBe('turn')
  await world.pool.query(
    `insert into gpu_health (network, node, gpu, quarantined_until) values ($1, $2, 'gpu-0', now() + interval '1 h')`,
    [network.name, node],
  )
  expect(await after()).toBe('quarantine')
  await gpu(node, 'gpu-1')
  const [first] = await jobRows(world.pool, 'escrowed', 1, { requester: `0x${'00'.repeat(20)}`, priority: 1 })
  await world.pool.query(`update job set seq = default where id = $1`, [job])
  expect(await assign(world.pool, network)).toBe(1)
  expect([await after(), await waitsFor(first)]).toEqual(['busy', null])
  await world.pool.query(`update lease set released_at = now()`)
  expect(await assign(world.pool, network)).toBe(1)
  expect([await after(), await stored()]).toEqual([null, []])
})

it('is stored once for all that ask for the same, and written when it changes', async () => {
  const waits = new DemandWaits(network, 2)
  const rounds = async () => {
    for (let round = 0; round < 3; round++) await waits.round(world.pool)
  }
  const models = ['a', 'b', 'c', 'd', 'e']
  const jobs = await Promise.all(models.map((model) => jobRows(world.pool, 'escrowed', 300, { model })))
  await rounds()
  const said = await stored()
  expect(said.map((row) => [row.model, row.waits_for])).toEqual(models.map((model) => [model, 'no-gpu']))
  expect(await waitsFor(jobs[4]![299])).toBe('no-gpu')
  await rounds()
  expect(await stored()).toEqual(said)
  await world.pool.query(`update job set state = 'cancelled' where model in ('b', 'e')`)
  await rounds()
  expect(await stored()).toEqual(said.filter(({ model }) => !['b', 'e'].includes(model)))
})
