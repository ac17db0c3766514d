import { describe, expect, it } from 'vitest'
import { consume, type Handler } from '../../../src/dispatch/inbox'
import { writeMessage } from '../../../src/dispatch/message'
import { pruneInbox } from '../../../src/dispatch/pruneInbox'
import { topics } from '../../../src/dispatch/topics'
import type { World } from './world'
import { worldPerTest } from './worlds'

type Cancel = 'assay.job.cancel.requested.v1'
const jobId = `0x${'a'.repeat(64)}`

describe('the inbox', () => {
  let world: World
  worldPerTest((each) => {
    world = each
  })

  const inbox = async () => (await world.pool.query('select count(*)::int as n from inbox')).rows[0].n as number
  const age = (hours: number) =>
    world.pool.query(`update inbox set received_at = received_at - $1 * interval '1 hour'`, [hours])
  const facts = async () =>
    (
      await world.pool.query(
        `select (select count(*) from job)::int as jobs, (select count(*) from bill)::int as bills,
                (select count(*) from settlement)::int as settlements, (select count(*) from job_event)::int as steps,
                (select count(*) from dead_letter)::int as dead`,
      )
    ).rows[0]
  /** Until nothing is left to do. */
  async function pruned(): Promise<number> {
    let all = 0
    for (let some = -1; some !== 0; all += some) some = await pruneInbox(world.pool, world.log)
    return all
  }

  it('keeps what the log can bring back, however old it is: read again from 0, every job is billed once', async () => {
    const dispatcher = await world.dispatcher()
    await world.worker([await world.node('a')], 4)
    const ids = await Promise.all(Array.from({ length: 8 }, () => world.submit()))
    for (const id of ids) await world.untilState(id, 'settled')
    await world.until('everything is handled', async () => (await inbox()) === 8 * 5)
    const [before, rows] = [await facts(), await inbox()]
    await world.until('and committed', async () => (await dispatcher.lag()) === 0n)
    await age(1_000)
    expect([await pruned(), await inbox()]).toEqual([0, rows])
    await world.replay()
    await world.until('everything is read again', async () => (await dispatcher.lag()) === 0n)
    expect([await facts(), await inbox()]).toEqual([before, rows])
  })

  it('forgets what is gone from the log, once it was handled long enough ago', async () => {
    const dispatcher = await world.dispatcher()
    await world.worker([await world.node('a')], 4)
    const ids = await Promise.all(Array.from({ length: 8 }, () => world.submit()))
    for (const id of ids) await world.untilState(id, 'settled')
    await world.until('everything is handled', async () => (await inbox()) === 8 * 5)
    await world.until('and committed', async () => (await dispatcher.lag()) === 0n)
    const before = await facts()
    await world.pool.query(`update job_log set at = at - interval '73 hours'`)
    while ((await world.log.expire()) > 0);
    const { rows: left } = await world.pool.query(`select count(*)::int as n from job_log where topic = any($1)`, [
      [topics.requested, topics.completed, topics.settlement],
    ])
    // the last record of a partition stays in the log
    expect([await pruned(), await inbox()]).toEqual([0, 8 * 5])
    await age(97)
    await pruned()
    expect(await inbox()).toBe(left[0].n)
    // what is left is as old as its signatures say again
    await world.pool.query(`update job_log set at = at + interval '73 hours'`)
    await world.replay()
    await world.until('what is left is read again', async () => (await dispatcher.lag()) === 0n)
    expect(await facts()).toEqual(before)
  })

  it('names the later place of a message that lies on the log twice, so that it goes with the later one', async () => {
    const topic = topics.completed
    const message = writeMessage(
      'assay.job.cancel.requested.v1',
      jobId,
      { jobId, reason: 'r' },
      { source: 's', id: 'i' },
    )
    const handled: string[] = []
    const handler: Handler<Cancel> = {
      types: ['assay.job.cancel.requested.v1'],
      handle: async (_, messages) => void handled.push(...messages.map((each) => each.id)),
    }
    const handle = consume(world.pool, 'test', handler)
    const record = (offset: bigint) => ({ ...message, topic, partition: 0, offset, at: new Date() })
    const row = async () => (await world.pool.query('select "offset"::int as offset, received_at from inbox')).rows
    await handle([record(3n)])
    await age(97)
    await handle([record(7n)])
    const [{ offset, received_at }] = await row()
    expect(offset).toBe(7)
    expect(Date.now() - received_at.getTime()).toBeLessThan(3_600_000)
    // read again from 0, both in one batch: nothing changes
    await handle([record(3n), record(7n)])
    expect(await row()).toEqual([{ offset: 7, received_at }])
    await age(97)
    const firstIs = (first: bigint) => ({ ...world.log, firstOffsets: async () => new Map([[0, first]]) }) as never
    expect(await pruneInbox(world.pool, firstIs(4n))).toBe(0)
    expect(await pruneInbox(world.pool, firstIs(8n))).toBe(1)
    expect(handled).toEqual(['i'])
  })
})
