import { buildClientSchema, getIntrospectionQuery, type IntrospectionQuery } from 'graphql'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { MAX_ANSWER_BYTES, MAX_READ_BYTES, MAX_REQUEST_ROWS } from '../../../src/api/limits'
import { ask, type Fixture, startFixture } from './fixture'
import { tellStory } from './story'

interface Result {
  readonly data?: Record<string, unknown> | null
  readonly errors?: readonly { readonly extensions: { readonly code: string; readonly field?: string } }[]
}

/** Bytes of evidence of each finding: a page of a thousand is larger than an answer may be, and may be read. */
const EVIDENCE_BYTES = 7_000

describe('the budget of an HTTP request', () => {
  let fixture: Fixture
  beforeAll(async () => {
    // nobody listens there: what a series costs is charged before anybody is asked
    fixture = await startFixture({ variables: { CLICKHOUSE_URL: 'http://127.0.0.1:9' } })
    await tellStory(fixture.db)
    await fixture.db.query(
      `insert into finding select 'f' || n, 'testnet', n, n, '0x', 'F-TEST', 'a test', jsonb_build_object('a', repeat('x', $1))
       from generate_series(1, 1000) n`,
      [EVIDENCE_BYTES],
    )
  }, 60_000)
  afterAll(() => fixture?.stop())

  async function post(body: unknown): Promise<{ text: string; results: readonly Result[] }> {
    const response = await fetch(`${fixture.api.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    const text = await response.text()
    return { text, results: [JSON.parse(text)].flat() as Result[] }
  }
  const codes = (results: readonly Result[]) => results.map(({ errors }) => errors?.[0]?.extensions.code ?? 'ok')

  it('is one for all operations of a batch', async () => {
    const page = 'burns(network: "testnet", first: $n) { totalCount }'
    const query = `query($n: Int) { a: ${page} b: ${page} c: ${page} d: ${page} e: ${page} }`
    const { results } = await post(Array.from({ length: 10 }, () => ({ query, variables: { n: 1_000 } })))
    const within = MAX_REQUEST_ROWS / 5_000
    expect(codes(results)).toEqual(Array.from({ length: 10 }, (_, i) => (i < within ? 'ok' : 'E-TOO-MANY-ROWS')))
  })

  it('refuses ten times twenty pages of bills before a row is read', async () => {
    const pages = Array.from({ length: 20 }, (_, i) => `a${i}: bills(network: "testnet", first: $n) { nodes { ...B } }`)
    const query = `query($n: Int) { ${pages.join(' ')} } fragment B on Bill { id cost fee escrow status account }`
    const { text, results } = await post(Array.from({ length: 10 }, () => ({ query, variables: { n: 1_000 } })))
    expect(codes(results)).toEqual(Array.from({ length: 10 }, () => 'E-LIMIT'))
    expect(text.length).toBeLessThan(5_000)
  })

  it.each([
    'a0: supply(network: "testnet") { total }',
    'a0: status { name }',
    'a0: poolPeriods(network: "testnet") { period }',
    'a0: yield(network: "testnet", program: "destra.pool") { tier }',
    'a0: staker(network: "testnet", address: "0xa1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1") { staked }',
    'a0: emissionPressure(network: "testnet") { period }',
    'a0: supplySeries(network: "testnet", from: "2026-01-01T00:00:00Z", to: "2026-02-01T00:00:00Z", every: DAY) { total }',
  ])('charges %s, which has no first', async (field) => {
    const query = `{ ${Array.from({ length: 21 }, (_, i) => field.replace('a0', `a${i}`)).join(' ')} }`
    const { results } = await post(Array.from({ length: 10 }, () => ({ query })))
    expect(codes(results).at(-1)).toMatch(/^E-(TOO-MANY-ROWS|LIMIT)$/)
  })

  it('answers __schema once in a request', async () => {
    const aliases = Array.from({ length: 30 }, (_, i) => `a${i}: __schema { types { name } }`).join(' ')
    const many = await post({ query: `{ ${aliases} }` })
    expect(many.results[0]!.errors![0]!.extensions).toMatchObject({ code: 'E-LIMIT', field: '__schema' })
    expect(many.text.length).toBeLessThan(1_000)
    const { text, results } = await post(Array.from({ length: 10 }, () => ({ query: getIntrospectionQuery() })))
    expect(codes(results)).toEqual(['ok', ...Array.from({ length: 9 }, () => 'E-LIMIT')])
    expect(text.length).toBeLessThan(500_000)
  })

  it('answers the standard introspection query in every variant, the second time from the text of the first', async () => {
    for (const inputValueDeprecation of [true, false])
      for (const descriptions of [true, false]) {
        const query = getIntrospectionQuery({ inputValueDeprecation, descriptions, schemaDescription: descriptions })
        const first = await post({ query, operationName: 'IntrospectionQuery' })
        const again = await post({ query: query.replaceAll(/\s+/g, ' ') })
        expect(again.text).toBe(first.text)
        const schema = buildClientSchema(first.results[0]!.data as unknown as IntrospectionQuery)
        expect(Object.keys(schema.getQueryType()!.getFields())).toContain('distributions')
      }
  })

  it('refuses an answer that is too large, and gives it in smaller pages', async () => {
    const list = (first: number) => `findings(network: "testnet", first: ${first}) { nodes { evidence } }`
    const { errors } = await ask(fixture.api, `{ ${list(1_000)} }`)
    expect(1_000 * EVIDENCE_BYTES).toBeGreaterThan(MAX_ANSWER_BYTES)
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'E-TOO-LARGE', next: expect.stringContaining('`first`') })
    expect((await ask(fixture.api, `{ ${list(500)} }`)).errors).toBeUndefined()
    // what aliases repeat is in the answer as often
    const repeated = Array.from({ length: 20 }, (_, i) => `e${i}: evidence`).join(' ')
    const wide = await ask(fixture.api, `{ findings(network: "testnet", first: 50) { nodes { ${repeated} } } }`)
    expect(wide.errors?.[0]?.extensions).toMatchObject({ code: 'E-TOO-LARGE' })
  })

  it('bounds what is read for an answer, however little of it is shown', async () => {
    const page = 'findings(network: "testnet", first: 1000) { nodes { id } }'
    expect(1_000 * EVIDENCE_BYTES).toBeLessThan(MAX_READ_BYTES)
    expect((await ask(fixture.api, `{ a: ${page} }`)).errors).toBeUndefined()
    const { errors } = await ask(fixture.api, `{ a: ${page} b: ${page} }`)
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'E-TOO-LARGE' })
  })
})
