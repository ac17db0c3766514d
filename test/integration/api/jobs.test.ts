import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PostgresJobLog } from '../../../src/dispatch/log/postgres'
import { topicSpecs } from '../../../src/dispatch/topics'
import { ALICE, ask, BOB, type Fixture, hashOf, insert, startFixture } from './fixture'
import { tellStory } from './story'

const BILL = `0x${'b1'.repeat(20)}`

describe('jobs', () => {
  let fixture: Fixture
  beforeAll(async () => {
    fixture = await startFixture({
      variables: { JOBS_TOKEN: 'secret', JOB_LOG: 'postgres' },
      contracts: { bill: { address: BILL, kind: 'dgrid-bill' } },
    })
    await tellStory(fixture.db)
    for (let n = 1; n <= 3; n++)
      await insert(fixture.db, 'job', [
        {
          id: hashOf(n),
          network: 'testnet',
          requester: ALICE,
          adaptor: BOB,
          pool: n === 3 ? 'video' : 'text',
          memory_gb: 24,
          max_compute_units: 5_000_000n,
          seed: 's',
          state: 'requested',
        },
      ])
  }, 60_000)
  afterAll(() => fixture?.stop())

  const enter = async (n: number, state: string) => {
    await fixture.db.query('begin')
    await fixture.db.query('update job set state = $2 where id = $1', [hashOf(n), state])
    await insert(fixture.db, 'job_event', [{ job_id: hashOf(n), state, attempt: 1 }])
    await fixture.db.query('commit')
  }

  it('are listed newest first, over all networks or one, by pool and state', async () => {
    const { data, errors } = await ask(
      fixture.api,
      `{ all: jobs { totalCount nodes { id pool state maxComputeUnits priority waitsFor waitsForText } }
         text: jobs(network: "testnet", where: { pool_eq: "text" }, first: 1) { totalCount nodes { id } pageInfo { hasNextPage } }
         none: jobs(where: { state_in: ["settled"] }) { totalCount } }`,
    )
    expect(errors).toBeUndefined()
    expect(data).toEqual({
      all: {
        totalCount: 3,
        nodes: [3, 2, 1].map((n) => ({
          id: hashOf(n),
          pool: n === 3 ? 'video' : 'text',
          state: 'requested',
          maxComputeUnits: '5000000',
          priority: 0,
          waitsFor: 'escrow',
          waitsForText: 'its bill is not on the chain yet',
        })),
      },
      text: { totalCount: 2, nodes: [{ id: hashOf(2) }], pageInfo: { hasNextPage: true } },
      none: { totalCount: 0 },
    })
  })

  /** A subscription that has begun: its answer's headers are here. */
  const listen = async (pool?: string) => {
    const leave = new AbortController()
    const response = await fetch(`${fixture.api.url}/graphql`, {
      method: 'POST',
      signal: leave.signal,
      headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
      body: JSON.stringify({
        query: 'subscription($pool: String) { jobs(pool: $pool) { id state } }',
        variables: { pool },
      }),
    })
    const reader = response.body!.getReader()
    let text = ''
    const pump = (async () => {
      for (;;) {
        const { value, done } = await reader.read()
        if (done) return
        text += Buffer.from(value).toString()
      }
    })().catch(() => undefined)
    return {
      seen: () =>
        [...text.matchAll(/"jobs":(\{.*?\})/g)].map(([, job]) => JSON.parse(job!) as { id: string; state: string }),
      leave: async () => {
        leave.abort()
        await pump
        await expect.poll(subscriptions).toBe('0')
      },
    }
  }
  const subscriptions = async () =>
    /^assay_subscriptions (\d+)$/m.exec(await (await fetch(`${fixture.api.url}/metrics`)).text())?.[1]
  const one = (n: number, state: string) => ({ id: hashOf(n), state })

  it('are streamed per pool as they change', async () => {
    const listener = await listen('text')
    await enter(1, 'escrowed')
    await enter(3, 'leased')
    await enter(2, 'leased')
    await expect.poll(() => listener.seen().length, { timeout: 20_000 }).toBe(2)
    expect(listener.seen()).toEqual([one(1, 'escrowed'), one(2, 'leased')])
    await listener.leave()
  })

  it('are told only what happens after one began to listen, beside others and after a silence', async () => {
    const first = await listen()
    await enter(1, 'leased')
    // the feed runs, and has not read this change yet
    const second = await Promise.all([listen(), enter(2, 'completed')]).then(([each]) => each)
    await enter(3, 'completed')
    await expect.poll(() => second.seen().at(-1), { timeout: 20_000 }).toEqual(one(3, 'completed'))
    await expect.poll(() => first.seen().length, { timeout: 20_000 }).toBe(3)
    expect(second.seen().filter(({ id }) => id === hashOf(1))).toEqual([])
    await Promise.all([first, second].map((each) => each.leave()))

    await enter(1, 'completed')
    const third = await listen()
    await enter(2, 'settled')
    await expect.poll(() => third.seen().length, { timeout: 20_000 }).toBe(1)
    expect(third.seen()).toEqual([one(2, 'settled')])
    await third.leave()
  })

  it('are told when they were written before one began to listen, and committed after', async () => {
    const late = new Client({ connectionString: fixture.dbUrl })
    await late.connect()
    await late.query('begin')
    await insert(late, 'job_event', [{ job_id: hashOf(1), state: 'settled', attempt: 1 }])
    await enter(2, 'settled')
    const listener = await listen()
    await late.query('commit')
    await late.end()
    await expect.poll(() => listener.seen().map(({ id }) => id), { timeout: 20_000 }).toEqual([hashOf(1)])
    await listener.leave()
  })

  const submit = (body: unknown, token: string | null = 'secret') =>
    fetch(`${fixture.api.url}/jobs`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(token !== null && { authorization: `Bearer ${token}` }) },
      body: JSON.stringify(body),
    })
  const wish = { name: 'mine-1', network: 'testnet', user: ALICE, adaptor: BOB, maxComputeUnits: '1500000' }

  it('are put on the log, once per name and message', async () => {
    // before a dispatcher has made the topics there is nowhere to put it
    expect((await submit(wish)).status).toBe(503)
    const log = new PostgresJobLog(fixture.dbUrl)
    await log.ensureTopics(topicSpecs())
    await log.close()
    const response = await submit(wish)
    expect(response.status).toBe(202)
    const { id } = (await response.json()) as { id: string }
    expect(id).toMatch(/^0x[0-9a-f]{64}$/)
    const { rows } = await fixture.db.query("select key, convert_from(value, 'UTF8')::jsonb as value from job_log")
    expect(rows).toEqual([
      {
        key: id,
        value: {
          jobId: id,
          network: 'testnet',
          user: ALICE,
          adaptor: BOB,
          pool: 'default',
          memoryGb: 1,
          maxComputeUnits: '1500000',
          seed: 'mine-1',
        },
      },
    ])
  })

  it.each([
    ['no token', wish, null, 401, 'E-TOKEN', undefined],
    ['another token', wish, 'Secret', 401, 'E-TOKEN', undefined],
    ['a bad address', { ...wish, user: '0x1' }, 'secret', 400, 'E-BAD-INPUT', 'user'],
    ['a priority beyond the greatest', { ...wish, priority: 10 }, 'secret', 400, 'E-BAD-INPUT', 'priority'],
    [
      'a day that there is not',
      { ...wish, deadline: '2027-02-30T00:00:00Z' },
      'secret',
      400,
      'E-BAD-INPUT',
      'deadline',
    ],
    [
      'a deadline before it may begin',
      { ...wish, notBefore: '2027-02-03T00:00:00Z', deadline: '2027-02-02T00:00:00Z' },
      'secret',
      400,
      'E-BAD-INPUT',
      'deadline',
    ],
    ['a number as amount', { ...wish, maxComputeUnits: 5 }, 'secret', 400, 'E-BAD-INPUT', 'maxComputeUnits'],
    ['an unknown field', { ...wish, gpu: 'x' }, 'secret', 400, 'E-BAD-INPUT', 'gpu'],
    ['another network', { ...wish, network: 'x' }, 'secret', 400, 'E-BAD-INPUT', 'network'],
    ['a long body', { ...wish, seed: 'x'.repeat(70_000) }, 'secret', 413, 'E-TOO-LARGE', undefined],
  ])('are refused with %s', async (_, body, token, status, code, field) => {
    const response = await submit(body, token)
    const { error } = (await response.json()) as { error: { code: string; field?: string } }
    expect([response.status, error.code, error.field]).toEqual([status, code, field])
  })
})
