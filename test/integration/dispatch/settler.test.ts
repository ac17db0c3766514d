import { afterEach, describe, expect, it } from 'vitest'
import { Settler } from '../../../src/dispatch/bills/settler'
import { billRows, jobRows, settlementRows } from './jobRows'
import { network, type World } from './world'
import { worldPerTest } from './worlds'

describe('a settler', () => {
  let world: World
  let settler: Settler
  worldPerTest((each) => {
    world = each
    settler = new Settler(world.pool, network, world.chain)
  })
  afterEach(() => settler.close())

  const openings = async (count: number) =>
    settlementRows(world.pool, await jobRows(world.pool, 'requested', count), 'open', 'planned')
  const sizes = () => world.chain.mined.map((call) => call.bills.length)

  it('sends batch after batch in a round, as big as a block has gas, sixteen on their way at once', async () => {
    await openings(2_000)
    // the first is of sixty; it tells that a bill takes 100,000 gas, of ten million
    expect(await settler.round()).toBe(60 + 15 * 99)
    expect(sizes()).toEqual([60, ...Array(15).fill(99)])
    expect(await settler.round()).toBe(2_000 - 60 - 15 * 99)
    expect(await settler.round()).toBe(0)
    expect(new Set(world.chain.mined.flatMap((call) => call.bills.map((bill) => bill.billId))).size).toBe(2_000)
  })

  it('halves a batch that is too big for a block', async () => {
    await openings(60)
    world.chain.gasPerBill = 400_000n
    expect(await settler.round()).toBe(60)
    expect(sizes()).toEqual([15, 15, 15, 15])
  })

  it('sends one bill however much gas it takes', async () => {
    await openings(2)
    world.chain.gasPerBill = 20_000_000n
    expect(await settler.round()).toBe(2)
    expect(sizes()).toEqual([1, 1])
  })

  it('lets no action keep another waiting', async () => {
    await openings(2_000)
    const abandoned = await jobRows(world.pool, 'dead-lettered', 100)
    await billRows(world.pool, abandoned, 'open')
    await world.pool.query(
      `update job set bill_id = bill.bill_id from bill where bill.job_id = job.id and job.state = 'dead-lettered'`,
    )
    await settlementRows(world.pool, abandoned, 'refund', 'planned')
    await settler.round()
    expect(world.chain.mined.slice(0, 4).map((call) => call.action)).toEqual(['refund', 'open', 'refund', 'open'])
  })

  it('sends nothing more while what it sent is not mined', async () => {
    await openings(2_000)
    world.chain.outcome = async () => 'unknown'
    expect(await settler.round()).toBeGreaterThan(0)
    expect(await settler.round()).toBe(0)
  })
})
