import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { type IncomingMessage, request } from 'node:http'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { auditServer } from 'graphql-http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { MAX_ALIASES, MAX_BATCH, MAX_BODY_BYTES, MAX_SUBSCRIPTIONS_PER_CLIENT } from '../../../src/api/limits'
import { ask, type Fixture, startFixture } from './fixture'
import { tellStory } from './story'

const ALLOWED = 'https://dashboards.example'
const FOREIGN = 'https://evil.example'

describe('http', () => {
  let fixture: Fixture
  let url: string
  beforeAll(async () => {
    fixture = await startFixture({ variables: { CORS_ORIGINS: ALLOWED } })
    await tellStory(fixture.db)
    url = fixture.api.url
  }, 60_000)
  afterAll(() => fixture?.stop())

  const post = (body: unknown, headers: Record<string, string> = {}) =>
    fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    })
  /** A request as it is written, where fetch would mend its target. */
  const raw = async (method: string, path: string, headers: Record<string, string> = {}) => {
    const { hostname, port } = new URL(url)
    const sent = request({ hostname, port, method, path, headers }).end()
    const [response] = (await once(sent, 'response')) as [IncomingMessage]
    return { status: response.statusCode!, text: await text(response) }
  }
  const codeOf = async (response: Response) => {
    const body = (await response.json()) as { errors: { extensions: { code: string } }[] }
    return body.errors[0]?.extensions.code
  }

  it('passes the GraphQL over HTTP audits, without an error and without a warning', async () => {
    const results = await auditServer({ url: `${url}/graphql` })
    const failed = results.filter(({ status }) => status !== 'ok' && status !== 'notice')
    expect(failed.map(({ status, name }) => `${status} ${name}`)).toEqual([])
    expect(results.filter(({ status }) => status === 'ok').length).toBeGreaterThan(50)
  })

  it('lets its own pages and listed origins call, and nobody else; never with credentials', async () => {
    const own = await post({ query: '{ __typename }' }, { origin: url })
    const listed = await post({ query: '{ __typename }' }, { origin: ALLOWED })
    const foreign = await post({ query: '{ __typename }' }, { origin: FOREIGN })
    const preflight = await fetch(`${url}/graphql`, {
      method: 'OPTIONS',
      headers: { origin: FOREIGN, 'access-control-request-method': 'POST' },
    })
    const seen = (response: Response) => [
      response.status,
      response.headers.get('access-control-allow-origin'),
      response.headers.get('access-control-allow-credentials'),
    ]
    expect([own, listed, foreign, preflight].map(seen)).toEqual([
      [200, url, null],
      [200, ALLOWED, null],
      [403, null, null],
      [403, null, null],
    ])
  })

  it('refuses requests that a foreign page can send without a preflight', async () => {
    const statuses = await Promise.all([
      fetch(`${url}/graphql?query={__typename}`).then((response) => response.status),
      post('{"query":"{ __typename }"}', { 'content-type': 'text/plain' }).then((response) => response.status),
      post('query=%7B__typename%7D', { 'content-type': 'application/x-www-form-urlencoded' }).then((r) => r.status),
      post('--x\r\n\r\n--x--', { 'content-type': 'multipart/form-data; boundary=x' }).then((r) => r.status),
    ])
    expect(statuses).toEqual([403, 403, 403, 403])
  })

  it('bounds what one operation may cost', async () => {
    const pages = '{ distributions(network: "testnet") { edges { node { shares { edges { node { account } } } } } } }'
    expect((await ask(fixture.api, pages)).errors).toBeUndefined()
    const deep = `{ ${'status { '.repeat(20)} name ${'} '.repeat(20)} }`
    const { errors } = await ask(fixture.api, deep)
    expect(errors?.map(({ extensions }) => extensions.code)).toContain('E-LIMIT')

    const aliases = `{ ${Array.from({ length: MAX_ALIASES + 1 }, (_, i) => `a${i}: status { name }`).join(' ')} }`
    expect(await codeOf(await post({ query: aliases }))).toBe('E-LIMIT')

    const tokens = `{ ${'__typename '.repeat(3_000)} }`
    expect(await codeOf(await post({ query: tokens }))).toBe('E-LIMIT')

    const introspection = `{ __schema { types { ${'fields { type { '.repeat(12)} name ${'} }'.repeat(12)} } } }`
    expect(await codeOf(await post({ query: introspection }))).toBe('E-LIMIT')

    // the page size hides in a variable: the rows are what counts
    const nested = await ask(
      fixture.api,
      `query($n: Int) { ${Array.from({ length: 21 }, (_, i) => `b${i}: burns(network: "testnet", first: $n) { nodes { id } }`).join(' ')} }`,
      { n: 1_000 },
    )
    expect(nested.errors?.[0]?.extensions).toMatchObject({ code: 'E-TOO-MANY-ROWS', field: 'first' })
  })

  it('bounds bodies and batches', async () => {
    const long = await post({ query: `{ __typename } #${'x'.repeat(MAX_BODY_BYTES)}` })
    expect(long.status).toBe(413)
    const one = { query: '{ __typename }' }
    expect((await post(Array.from({ length: MAX_BATCH }, () => one))).status).toBe(200)
    expect((await post(Array.from({ length: MAX_BATCH + 1 }, () => one))).status).toBe(413)
  })

  it('gives each operation of a batch its own snapshot', async () => {
    const query = '{ supply(network: "testnet") { total } status { indexed } }'
    const answers = (await (await post([{ query }, { query }, { query }])).json()) as { data: unknown }[]
    expect(answers.map(({ data }) => data)).toEqual(
      Array.from({ length: 3 }, () => ({
        supply: { total: '980000000000000000000' },
        status: [{ indexed: 45 }],
      })),
    )
  })

  it('streams a head over SSE, and the connection can be left', async () => {
    const leave = new AbortController()
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      signal: leave.signal,
      headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
      body: JSON.stringify({
        query: 'subscription { supply(network: "testnet") { burned block { number } } }',
      }),
    })
    const reader = response.body!.getReader()
    let text = ''
    const read = async (wanted: string) => {
      while (!text.includes(wanted)) {
        const { value, done } = await reader.read()
        if (done) break
        text += Buffer.from(value).toString()
      }
    }
    await read('"number":45')
    await fixture.db.query("update head set number = 46, hash = '0x2e'")
    await read('"number":46')
    await fixture.db.query("update head set number = 45, hash = '0x2d'")
    expect(text).toContain('"burned":"75000000000000000000"')
    const open = async () => /^assay_subscriptions (\d+)$/m.exec(await (await fetch(`${url}/metrics`)).text())?.[1]
    expect(await open()).toBe('1')
    leave.abort()
    await expect.poll(open).toBe('0')
  })

  it('gives each client of a proxy its share of subscriptions', async () => {
    const leave = new AbortController()
    const open = (client: string) =>
      fetch(`${url}/graphql`, {
        method: 'POST',
        signal: leave.signal,
        headers: { 'content-type': 'application/json', accept: 'text/event-stream', 'x-forwarded-for': client },
        body: JSON.stringify({ query: 'subscription { head(network: "testnet") { number } }' }),
      })
    await Promise.all(Array.from({ length: MAX_SUBSCRIPTIONS_PER_CLIENT }, () => open('203.0.113.1')))
    expect(await (await open('203.0.113.1')).text()).toContain('"code":"E-TOO-MANY-SUBSCRIPTIONS"')
    const other = (await open('203.0.113.2')).body!.getReader()
    let heard = ''
    while (!heard.includes('"number":45')) heard += Buffer.from((await other.read()).value!).toString()
    leave.abort()
    await expect.poll(async () => (await raw('GET', '/metrics')).text).toContain('\nassay_subscriptions 0\n')
  })

  it('refuses a subscription as it refuses a query', async () => {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
      body: JSON.stringify({ query: 'subscription { head(network: "nowhere") { number } }' }),
    })
    expect(await response.text()).toContain('"code":"E-BAD-INPUT","field":"network"')
  })

  it('says how it is', async () => {
    const get = async (route: string) => {
      const response = await fetch(`${url}${route}`)
      return { status: response.status, text: await response.text() }
    }
    expect(await get('/health')).toEqual({ status: 200, text: '{"ok":true}\n' })
    // no node stands behind this network, so nobody knows how old the answers are
    expect(await get('/ready')).toEqual({
      status: 503,
      text: '{"ready":false,"reasons":["testnet: its node does not answer"]}\n',
    })
    expect(JSON.parse((await get('/status')).text).networks[0]).toMatchObject({
      name: 'testnet',
      indexed: 45,
      finalized: 33,
    })
    const metrics = (await get('/metrics')).text
    expect(metrics).toContain('assay_indexed_block{network="testnet"} 45')
    expect(metrics).toMatch(/assay_http_requests_total\{route="health",status="200"\} \d+/)
    for (const line of metrics.trim().split('\n'))
      expect(line).toMatch(/^(# (HELP|TYPE) \w+ .+|\w+(\{\w+="[^"]*"(,\w+="[^"]*")*\})? [\d.e+-]+)$/)
  })

  it('serves the page when it is built, and says how to build it when it is not', async () => {
    const missing = await fetch(`${url}/`)
    expect(missing.status).toBe(200)
    expect(await missing.text()).toContain('npm run build')

    mkdirSync(path.join(fixture.dashboardDir, 'assets'), { recursive: true })
    writeFileSync(path.join(fixture.dashboardDir, 'index.html'), '<!doctype html><title>built</title>')
    writeFileSync(path.join(fixture.dashboardDir, 'assets/app-1a2b.js'), 'export {}')
    const index = await fetch(`${url}/`)
    expect(await index.text()).toContain('built')
    expect(index.headers.get('cache-control')).toBe('no-cache')
    const again = await fetch(`${url}/`, { headers: { 'if-none-match': index.headers.get('etag')! } })
    expect(again.status).toBe(304)
    const script = await fetch(`${url}/assets/app-1a2b.js`)
    expect([script.headers.get('content-type'), script.headers.get('cache-control')]).toEqual([
      'text/javascript; charset=utf-8',
      'public, max-age=31536000, immutable',
    ])
    for (const outside of ['/..%2f..%2fetc%2fpasswd.txt', '/%2e%2e/testnet.json', '/assets/none.js', '/%00.html', '/%'])
      expect([outside, (await fetch(`${url}${outside}`)).status]).toEqual([outside, 404])
  })

  it.each([
    ['GET', '/supply/nowhere', 400, 'E-BAD-INPUT'],
    ['GET', '/supply/testnet/price', 404, 'E-NOT-FOUND'],
    ['GET', '/supply/testnet?block=x', 400, 'E-BAD-INPUT'],
    ['GET', '/distributions/none/report.json', 404, 'E-NOT-FOUND'],
    ['GET', '/distributions/none/secrets', 404, 'E-NOT-FOUND'],
    ['POST', '/supply/testnet', 405, 'E-METHOD'],
    ['DELETE', '/', 405, 'E-METHOD'],
    ['GET', '//', 404, 'E-NOT-FOUND'],
    ['GET', '//elsewhere/health', 404, 'E-NOT-FOUND'],
    ['GET', 'http://[', 400, 'E-BAD-INPUT'],
    ['POST', '//graphql', 404, 'E-NOT-FOUND'],
  ])('%s %s answers %i %s', async (method, target, status, code) => {
    const answer = await raw(method, target)
    expect([answer.status, JSON.parse(answer.text).error.code]).toEqual([status, code])
  })

  it.each(['[', 'a b', 'x:y', ''])(
    'a Host header of "%s" is no defect, and shows none of our insides',
    async (host) => {
      for (const target of ['/graphql', '/graphql?query={__typename}', 'http://elsewhere/graphql', '/health']) {
        const { status, text } = await raw('GET', target, { host, 'x-graphql-yoga-csrf': '1' })
        expect([target, status < 500, text.includes('    at ')]).toEqual([target, true, false])
      }
    },
  )
})
