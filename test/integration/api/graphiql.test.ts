import { existsSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { savedQueries } from '../../../src/graphiql/savedQueries'
import { ask, type Fixture, startFixture } from './fixture'
import { tellStory } from './story'

describe('graphiql', () => {
  let fixture: Fixture
  beforeAll(async () => {
    fixture = await startFixture()
    await tellStory(fixture.db)
  }, 60_000)
  afterAll(() => fixture?.stop())

  it('has ten saved queries', () => {
    expect(savedQueries('testnet')).toHaveLength(10)
  })

  it.each(savedQueries('testnet').filter(({ query }) => !query.includes('\nsubscription ')))(
    'runs $query',
    async ({ query, variables }) => {
      const { errors } = await ask(fixture.api, query, variables)
      expect(errors).toBeUndefined()
    },
  )

  it('runs the subscription among them', async () => {
    const { query, variables } = savedQueries('testnet').find(({ query }) => query.includes('\nsubscription '))!
    const leave = new AbortController()
    const response = await fetch(`${fixture.api.url}/graphql`, {
      method: 'POST',
      signal: leave.signal,
      headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
      body: JSON.stringify({ query, variables }),
    })
    const reader = response.body!.getReader()
    let text = ''
    while (!text.includes('data: ')) text += Buffer.from((await reader.read()).value!).toString()
    leave.abort()
    expect(JSON.parse(/^data: (.*)$/m.exec(text)![1]!)).toMatchObject({ data: { head: { number: 45 } } })
  })

  it('is what a browser gets at /graphql, from this server alone', async () => {
    if (!existsSync(path.resolve(__dirname, '../../../lib/graphiql/index.html')))
      throw new Error('GraphiQL is not built\n  next: npm run build')
    const page = await fetch(`${fixture.api.url}/graphql`, { headers: { accept: 'text/html,*/*;q=0.8' } })
    const html = await page.text()
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
    const policy = page.headers.get('content-security-policy')!
    expect(policy).toContain("default-src 'self'")
    expect(policy).not.toMatch(/https?:|\*|'unsafe-eval'|script-src/)
    const places = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, place]) => place!)
    expect(places.filter((place) => !/^(\/[^/]|data:)/.test(place))).toEqual([])
    for (const place of places.filter((each) => each.startsWith('/graphiql/'))) {
      const file = await fetch(`${fixture.api.url}${place}`)
      expect([place, file.status, file.headers.get('cache-control')]).toEqual([
        place,
        200,
        'public, max-age=31536000, immutable',
      ])
    }
    expect((await fetch(`${fixture.api.url}/graphiql/../health.js`)).status).toBe(404)
  })
})
