import { describe, expect, it } from 'vitest'
import { billIdOf } from '../../../src/dispatch/bills/chain'
import { takeEscrows } from '../../../src/dispatch/bills/escrow'
import { reconcileRefunds, reconcileSettled } from '../../../src/dispatch/bills/reconcile'
import { Settler } from '../../../src/dispatch/bills/settler'
import { type JobCommand, sourcesOf } from '../../../src/dispatch/job'
import { assign } from '../../../src/dispatch/leases/assign'
import { OpenJobs } from '../../../src/dispatch/openJobs'
import { billRows, jobRows, settlementRows } from './jobRows'
import { network, type World } from './world'
import { worldPerTest } from './worlds'

/** Jobs that nothing ever comes of, all older than the one that something does. */
const DEAD = 600
const PER_ROUND = 100

describe('jobs that nothing comes of keep no younger one waiting', () => {
  let world: World
  worldPerTest((each) => {
    world = each
  })

  const stateOf = async (id: string) => (await world.job(id))!.state
  /** Rounds until the first that does something, each of them no bigger than it may be. */
  async function roundsOf(command: JobCommand['kind'], step: (jobs: OpenJobs) => Promise<number>): Promise<number> {
    const jobs = new OpenJobs(network.name, sourcesOf(command), PER_ROUND)
    for (let round = 1; round <= 3 * (DEAD / PER_ROUND); round++) if ((await step(jobs)) > 0) return round
    return Number.POSITIVE_INFINITY
  }

  it('an escrow, behind jobs that nobody pays for', async () => {
    await jobRows(world.pool, 'requested', DEAD)
    const [paid] = await jobRows(world.pool, 'requested', 1)
    await billRows(world.pool, [paid!], 'open')
    expect(await takeEscrows(world.pool, network, new OpenJobs(network.name, sourcesOf('escrow')))).toBe(1)
    expect(await stateOf(paid!)).toBe('escrowed')
    const [next] = await jobRows(world.pool, 'requested', 1)
    await billRows(world.pool, [next!], 'open')
    expect(await roundsOf('escrow', (jobs) => takeEscrows(world.pool, network, jobs))).toBe(DEAD / PER_ROUND + 1)
    expect(await stateOf(next!)).toBe('escrowed')
  })

  it('an escrow that comes late, to the oldest job of all', async () => {
    const [late] = await jobRows(world.pool, 'requested', DEAD)
    const jobs = new OpenJobs(network.name, sourcesOf('escrow'), PER_ROUND)
    expect(await takeEscrows(world.pool, network, jobs)).toBe(0)
    await billRows(world.pool, [late!], 'open')
    let taken = 0
    for (let round = 0; round <= DEAD / PER_ROUND; round++) taken += await takeEscrows(world.pool, network, jobs)
    expect([taken, await stateOf(late!)]).toEqual([1, 'escrowed'])
  })

  it('a refund, behind jobs without a bill and behind refunds that were asked for and do not come', async () => {
    await jobRows(world.pool, 'cancelled', DEAD / 2)
    const abandoned = await jobRows(world.pool, 'dead-lettered', DEAD / 2)
    await billRows(world.pool, abandoned, 'open')
    await settlementRows(world.pool, abandoned, 'refund', 'confirmed')
    const [refunded] = await jobRows(world.pool, 'dead-lettered', 1)
    await billRows(world.pool, [refunded!], 'refunded')
    const rounds = await roundsOf('refund', (jobs) => reconcileRefunds(world.pool, network, jobs))
    expect([rounds, await stateOf(refunded!)]).toEqual([DEAD / PER_ROUND + 1, 'refunded'])
  })

  it('a payment, behind jobs whose payment does not come', async () => {
    const unpaid = await jobRows(world.pool, 'completed', DEAD)
    await world.pool.query(`update job set bill_id = 'none' where id = any($1)`, [unpaid])
    const [right] = await jobRows(world.pool, 'completed', 1)
    const usage = { node: world.account('node'), computeUnits: 1_000_000n, penaltyBps: 0 }
    await billRows(world.pool, [right!], 'open')
    const call = { action: 'settle' as const, bills: [{ billId: billIdOf(right!), ...usage }] }
    await world.chain.send(await world.chain.sign(call))
    await world.pool.query(
      `update job set bill_id = bill.bill_id, node = bill.node, compute_units = bill.compute_units,
              base_price = bill.base_price, penalty_bps = 0, cost = bill.cost
         from bill where bill.job_id = job.id`,
    )
    const rounds = await roundsOf('settle', (jobs) => reconcileSettled(world.pool, network, jobs))
    expect([rounds, await stateOf(right!)]).toEqual([DEAD / PER_ROUND + 1, 'settled'])
  })

  it('a lease, behind jobs that wait for a GPU nobody has', async () => {
    await jobRows(world.pool, 'escrowed', DEAD, { model: 'not made yet' })
    const [fitting] = await jobRows(world.pool, 'retried', 1)
    const node = await world.node('a')
    await world.pool.query(`insert into gpu values ($1, $2, 'gpu-0', 'H100', 80, 'eu', clock_timestamp())`, [
      network.name,
      node,
    ])
    // nobody said what stake work takes
    expect(await assign(world.pool, { ...network, minimumNodeStake: undefined })).toBe(0)
    expect(await assign(world.pool, network)).toBe(1)
    expect(await stateOf(fitting!)).toBe('leased')
  })

  it('a refund on chain, behind refunds of bills that a reorg took away', async () => {
    const gone = await jobRows(world.pool, 'dead-lettered', 200)
    await world.pool.query(`update job set bill_id = id where id = any($1)`, [gone])
    await settlementRows(world.pool, gone, 'refund', 'planned')
    const [open] = await jobRows(world.pool, 'dead-lettered', 1)
    await billRows(world.pool, [open!], 'open')
    await world.pool.query(`update job set bill_id = $2 where id = $1`, [open, billIdOf(open!)])
    await settlementRows(world.pool, [open!], 'refund', 'planned')
    const settler = new Settler(world.pool, network, world.chain)
    const sent: number[] = []
    // four batches of sixty
    for (let round = 0; round < 4; round++) sent.push(await settler.round())
    await settler.close()
    expect(sent).toEqual([0, 0, 0, 1])
    expect(world.chain.mined).toMatchObject([{ action: 'refund', bills: [{ billId: billIdOf(open!) }] }])
  })
})
