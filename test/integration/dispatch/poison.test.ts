import type { Pool } from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { MAX_DELIVERIES } from '../../../src/dispatch/attempts'
import { placeOf, readDeadLetters, replayDeadLetters } from '../../../src/dispatch/desk/deadLetters'
import { consume, type Handler } from '../../../src/dispatch/inbox'
import type { JobLog, NewRecord } from '../../../src/dispatch/log/joblog'
import { PostgresJobLog } from '../../../src/dispatch/log/postgres'
import { UnreadableMessage, writeMessage } from '../../../src/dispatch/message'
import { publishOutbox } from '../../../src/dispatch/outbox'
import { deadLetterTopic } from '../../../src/dispatch/topics'
import { openPool } from '../../../src/postgres/pool'
import type { TestPostgres } from '../../support/postgres'
import { jobsDatabase, testServer } from './database'

type Cancel = 'assay.job.cancel.requested.v1'
const jobId = `0x${'a'.repeat(64)}`
const note = (id: string, reason = id): NewRecord =>
  writeMessage('assay.job.cancel.requested.v1', jobId, { jobId, reason }, { source: 'test', id })

describe('poison', () => {
  let server: TestPostgres
  let pool: Pool
  let log: JobLog
  let serial = 0
  beforeAll(async () => {
    server = await testServer()
    const { url } = await jobsDatabase(server)
    pool = openPool(url, { max: 6, name: 'test' })
    log = new PostgresJobLog(url)
  })
  // tests share ids of messages
  beforeEach(() => pool.query('truncate inbox'))
  afterAll(async () => {
    await log.close()
    await pool.end()
    await server.stop()
  })

  /** A topic whose handler keeps reasons in the order it took them, and does as `mood` says before that. */
  async function run(records: readonly NewRecord[], mood: (reason: string) => void, last: string) {
    const topic = `poison.${++serial}`
    const group = `group.${serial}`
    await log.ensureTopics([
      { topic, partitions: 1 },
      { topic: deadLetterTopic(topic), partitions: 1 },
    ])
    await log.append(topic, records)
    const taken: string[] = []
    const tried: string[] = []
    const handler: Handler<Cancel> = {
      types: ['assay.job.cancel.requested.v1'],
      handle: async (_, messages) => {
        for (const { data } of messages) {
          tried.push(data.reason)
          mood(data.reason)
        }
        taken.push(...messages.map((each) => each.data.reason))
      },
    }
    const subscription = await log.subscribe({ group, topics: [topic], handle: consume(pool, group, handler) })
    while (!taken.includes(last)) await new Promise((resolve) => setTimeout(resolve, 50))
    while ((await subscription.lag()) > 0n) await new Promise((resolve) => setTimeout(resolve, 50))
    await subscription.close()
    while ((await publishOutbox(pool, log)) > 0);
    const dead = await pool.query<{ offset: string; attempts: number; error: string }>(
      'select "offset", attempts, error from dead_letter where topic = $1 order by "offset"',
      [topic],
    )
    const letters = await pool.query<{ headers: Record<string, string>; value: Buffer }>(
      'select headers, value from job_log where topic = $1 order by "offset"',
      [deadLetterTopic(topic)],
    )
    const left = await pool.query('select * from delivery_attempt where topic = $1', [topic])
    return { topic, group, taken, tried, dead: dead.rows, letters: letters.rows, left: left.rows }
  }

  it('what cannot be read goes to the dead letters at once, with its origin; the others are handled', async () => {
    const bad = { ...note('bad'), value: Buffer.from('{"jobId":') }
    const binary = { ...note('binary'), value: Buffer.from([0, 255, 0, 1]) }
    const bare = { key: 'k', headers: {}, value: Buffer.from('hello') }
    const { topic, group, taken, dead, letters } = await run(
      [note('1'), bad, note('2'), binary, bare, note('3')],
      () => undefined,
      '3',
    )
    expect(taken).toEqual(['1', '2', '3'])
    expect(dead.map((each) => [each.offset, each.attempts])).toEqual([
      ['1', 1],
      ['3', 1],
      ['4', 1],
    ])
    expect(letters.map((each) => each.headers['x-origin-offset'])).toEqual(['1', '3', '4'])
    expect(letters[0]!.headers).toMatchObject({
      ce_id: 'bad',
      'x-origin-topic': topic,
      'x-origin-group': group,
      'x-origin-partition': '0',
      'x-error': 'the value is not JSON',
    })
    expect(letters[1]!.value).toEqual(Buffer.from([0, 255, 0, 1]))
  })

  it('what makes the handler fail is tried at most five times, alone, and its partition moves on', async () => {
    const { taken, tried, dead, letters, left } = await run(
      [note('1'), note('2'), note('poison'), note('3'), note('4')],
      (reason) => {
        if (reason === 'poison') throw new Error('no such model')
      },
      '4',
    )
    expect([...new Set(taken)]).toEqual(['1', '2', '3', '4'])
    // the inbox lets no effect happen twice
    expect(taken.length).toBe(4)
    const tries = tried.filter((each) => each === 'poison').length
    expect(tries).toBeGreaterThan(1)
    expect(tries).toBeLessThanOrEqual(MAX_DELIVERIES)
    expect(dead).toMatchObject([{ offset: '2', error: 'no such model' }])
    expect(letters[0]!.headers['x-error']).toBe('no such model')
    expect(left).toEqual([])
  })

  it('what was tried before each of five crashes is buried without being tried again', async () => {
    const topic = `poison.${++serial}`
    await log.ensureTopics([
      { topic, partitions: 1 },
      { topic: deadLetterTopic(topic), partitions: 1 },
    ])
    await log.append(topic, [note('kills the process')])
    await pool.query('insert into delivery_attempt values ($1, $2, 0, 0, $3, null)', ['crash', topic, MAX_DELIVERIES])
    let tried = 0
    const handler: Handler<Cancel> = {
      types: ['assay.job.cancel.requested.v1'],
      handle: async () => void tried++,
    }
    const subscription = await log.subscribe({
      group: 'crash',
      topics: [topic],
      handle: consume(pool, 'crash', handler),
    })
    while ((await subscription.lag()) > 0n) await new Promise((resolve) => setTimeout(resolve, 50))
    await subscription.close()
    const { rows } = await pool.query('select attempts, error from dead_letter where topic = $1', [topic])
    expect({ tried, rows }).toEqual({
      tried: 0,
      rows: [{ attempts: MAX_DELIVERIES, error: 'the process ended each time it was handled' }],
    })
  })

  it('a fault of the database makes no record poison', async () => {
    let outages = 7
    const { taken, dead } = await run(
      [note('1'), note('2')],
      () => {
        if (outages-- > 0) throw Object.assign(new Error('terminating connection'), { code: '57P01' })
      },
      '2',
    )
    expect(new Set(taken)).toEqual(new Set(['1', '2']))
    expect(dead).toEqual([])
  })

  it('a fault of the database makes no record poison for the member that gets its partition either', async () => {
    const topic = `poison.${++serial}`
    const records = [note('first'), note('second')].map((each, at) => ({
      ...each,
      topic,
      partition: 0,
      offset: BigInt(at),
      at: new Date(),
    }))
    const taken: string[] = []
    const member = (isBroken: boolean) =>
      consume(pool, topic, {
        types: ['assay.job.cancel.requested.v1'],
        handle: async (_, messages) => {
          if (isBroken) throw Object.assign(new Error('terminating connection'), { code: '57P01' })
          taken.push(...messages.map((each) => each.data.reason))
        },
      } satisfies Handler<Cancel>)
    const broken = member(true)
    for (const batch of [records, records.slice(0, 1)])
      for (let delivery = 0; delivery <= MAX_DELIVERIES; delivery++)
        await expect(broken(batch)).rejects.toThrow('terminating connection')
    await member(false)(records)
    const { rows } = await pool.query('select from dead_letter where topic = $1', [topic])
    expect([taken, rows]).toEqual([['first', 'second'], []])
  })

  it('a person puts what was given up on its topic again, once the cause is mended, and it has its effect once', async () => {
    const topic = `poison.${++serial}`
    const dlt = { topic: deadLetterTopic(topic), partitions: 1 }
    await log.ensureTopics([{ topic, partitions: 1 }, dlt])
    await log.append(topic, [note('late'), note('lost')])
    const taken: string[] = []
    let isBroken = true
    const subscription = await log.subscribe({
      group: topic,
      topics: [topic],
      handle: consume(pool, topic, {
        types: ['assay.job.cancel.requested.v1'],
        handle: async (_, messages) => {
          if (isBroken) throw new UnreadableMessage('no such model')
          taken.push(...messages.map((each) => each.data.reason))
        },
      } satisfies Handler<Cancel>),
    })
    const drained = async () => {
      while ((await subscription.lag()) > 0n) await new Promise((resolve) => setTimeout(resolve, 50))
    }
    await drained()
    const given = await readDeadLetters(pool, 10, false)
    const own = given.filter(({ record }) => record.topic === topic)
    expect(own.map(placeOf).toSorted()).toEqual([`${topic}/0@0`, `${topic}/0@1`])
    isBroken = false
    const replay = (places: string[], again = false) => replayDeadLetters(pool, log, places, again)
    // one that is none of them keeps the others from being sent
    for (const wrong of [`${topic}/0@7`, 'nonsense'])
      await expect(replay([`${topic}/0@0`, wrong])).rejects.toMatchObject({ code: 'E-DEAD-LETTER' })
    await replay([`${topic}/0@0`])
    await drained()
    expect(taken).toEqual(['late'])
    const left = async (all: boolean) =>
      (await readDeadLetters(pool, 10, all)).filter(({ record }) => record.topic === topic).length
    expect([await left(false), await left(true)]).toEqual([1, 2])
    await expect(replay([`${topic}/0@0`])).rejects.toMatchObject({ code: 'E-DEAD-LETTER' })
    await replay([`${topic}/0@0`], true)
    await drained()
    await subscription.close()
    expect(taken).toEqual(['late'])
  })

  it('an event that comes under several offsets is handled once', async () => {
    const { taken } = await run(
      [note('same'), note('same'), note('other'), note('same'), note('last')],
      () => undefined,
      'last',
    )
    expect(taken).toEqual(['same', 'other', 'last'])
  })
})
