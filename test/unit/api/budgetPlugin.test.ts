import { createSchema, createYoga } from 'graphql-yoga'
import { describe, expect, it } from 'vitest'
import { maskError } from '../../../src/api/errors'
import { LIGHT_ADMISSION, LOOP_ROWS, MAX_ANSWER_BYTES, RETRY_AFTER_SECONDS } from '../../../src/api/limits'
import { paceLists } from '../../../src/api/pacedLists'
import { budgetPlugin } from '../../../src/api/plugins/budget'
import { statusPlugin } from '../../../src/api/plugins/status'
import { textBytes } from '../../../src/api/textBytes'
import { AssayError } from '../../../src/errors'

const away = () => {
  throw new AssayError('E-STORE-AWAY', 'the store does not answer', { retryable: true })
}

/** A server whose one operation notes when it runs, and waits until it is let go. */
function server() {
  const events: string[] = []
  const waiting: (() => void)[] = []
  const schema = createSchema({
    typeDefs: `type Row { id: Int! } type Query { note(name: String!): String hold: Int long(length: Int!): String
      rows: [Row!]! away: Int gone: Int! }`,
    resolvers: {
      Query: {
        note: async (_: unknown, { name }: { name: string }) => {
          events.push(`${name} begins`)
          setImmediate(() => events.push(`the loop after ${name}`))
          await new Promise((resolve) => setImmediate(() => setImmediate(resolve)))
          events.push(`${name} ends`)
          return name
        },
        hold: () => new Promise((resolve) => waiting.push(() => resolve(1))),
        long: (_: unknown, { length }: { length: number }) => 'x'.repeat(length),
        rows: () => Array.from({ length: 10 * LOOP_ROWS }, (_, id) => ({ id })),
        away,
        gone: away,
      },
    },
  })
  const yoga = createYoga({
    schema: paceLists(schema),
    batching: { limit: 10 },
    logging: false,
    maskedErrors: { maskError, errorMessage: 'unexpected' },
    plugins: [budgetPlugin(), statusPlugin()],
  })
  const post = (body: unknown, accept = 'application/json') =>
    yoga.fetch('http://localhost/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept },
      body: JSON.stringify(body),
    })
  return { events, waiting, post }
}

describe('the budget of a request', () => {
  it('runs the operations of a batch one after another, the loop free in between', async () => {
    const { events, post } = server()
    const names = ['a', 'b', 'c']
    const response = await post(names.map((name) => ({ query: `{ note(name: "${name}") }` })))
    expect(await response.json()).toEqual(names.map((name) => ({ data: { note: name } })))
    expect(events).toEqual(names.flatMap((name) => [`${name} begins`, `the loop after ${name}`, `${name} ends`]))
  })

  it('lets the engine say what is wrong with parameters that are none', async () => {
    const { post } = server()
    const response = await post([{ query: ['__schema'] }, { query: 7 }, {}, { query: '{ note(name: "a") }' }])
    const results = (await response.json()) as { data?: unknown; errors?: { message: string }[] }[]
    expect(results.map(({ data, errors }) => data ?? errors![0]!.message)).toEqual([
      'Expected "query" param to be a string, but given array.',
      'Expected "query" param to be a string, but given number.',
      'Must provide query string.',
      { note: 'a' },
    ])
  })

  it('runs as many light operations as there are places, queues as many as may wait, and refuses the rest', async () => {
    const { waiting, post } = server()
    const places = LIGHT_ADMISSION.running + LIGHT_ADMISSION.waiting
    const answers = Array.from({ length: places }, () => post({ query: '{ hold }' }))
    await expect.poll(() => waiting.length).toBe(LIGHT_ADMISSION.running)
    const refused = await post({ query: '{ hold }' })
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, String(RETRY_AFTER_SECONDS)])
    expect(await refused.json()).toMatchObject({ errors: [{ extensions: { code: 'E-BUSY', retryable: true } }] })

    for (let done = 0; done < places; done += 1) {
      await expect.poll(() => waiting.length).toBeGreaterThan(0)
      expect(waiting.length).toBeLessThanOrEqual(LIGHT_ADMISSION.running)
      waiting.shift()!()
    }
    const statuses = (await Promise.all(answers)).map(({ status }) => status)
    expect(statuses).toEqual(Array.from({ length: places }, () => 200))
  })

  it('cuts an answer off at its limit, over a whole batch, and says what to do', async () => {
    const { post } = server()
    const most = { query: `{ long(length: ${MAX_ANSWER_BYTES - 100}) }` }
    const response = await post([most, { query: '{ long(length: 200) }' }, { query: '{ note(name: "a") }' }])
    const [first, ...rest] = (await response.json()) as { data?: { long: string }; errors?: unknown[] }[]
    expect(first!.data!.long.length).toBe(MAX_ANSWER_BYTES - 100)
    const tooLarge = { code: 'E-TOO-LARGE', field: 'first', next: expect.stringContaining('smaller `first`') }
    expect(rest).toEqual([0, 1].map(() => ({ errors: [expect.objectContaining({ extensions: tooLarge })] })))
  })

  it('gives the loop back within a long list, and loses none of its rows', async () => {
    const { post } = server()
    let turns = 0
    let answered = false
    const count = () => {
      turns += 1
      if (!answered) setImmediate(count)
    }
    const response = post({ query: '{ rows { id } }' })
    setImmediate(count)
    const { data } = (await (await response).json()) as { data: { rows: { id: number }[] } }
    answered = true
    expect(data.rows.map(({ id }) => id)).toEqual(Array.from({ length: 10 * LOOP_ROWS }, (_, id) => id))
    expect(turns).toBeGreaterThanOrEqual(9)
  })

  it('says with the HTTP status that a store is away only where there is no answer at all', async () => {
    const { post } = server()
    const own = 'application/graphql-response+json'
    const answers = await Promise.all([
      post({ query: '{ gone }' }),
      post({ query: '{ gone }' }, own),
      post({ query: '{ away }' }, own),
      post({ query: '{ away note(name: "a") }' }),
      post({ query: '{ rows { id } nothing }' }, own),
    ])
    const seen = answers.map(({ status, headers }) => [status, headers.get('retry-after')])
    expect(seen).toEqual([
      [503, String(RETRY_AFTER_SECONDS)],
      [503, String(RETRY_AFTER_SECONDS)],
      [200, null],
      [200, null],
      [400, null],
    ])
  })
})

describe('textBytes', () => {
  it('is about the length of the JSON, and stops at the limit', () => {
    const value = { a: ['one', 'two', { b: null, c: true, d: 'Größe' }], e: 'x'.repeat(1_000) }
    const exact = Buffer.byteLength(JSON.stringify(value))
    expect(Math.abs(textBytes(value, 1e6) - exact)).toBeLessThan(60)
    const touched: number[] = []
    const endless = Array.from({ length: 1_000 }, (_, i) => ({
      get row() {
        touched.push(i)
        return 'x'.repeat(100)
      },
    }))
    expect(textBytes(endless, 1_000)).toBeGreaterThan(1_000)
    expect(touched.length).toBeLessThan(20)
  })
})
