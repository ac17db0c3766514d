import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startApi } from '../../../src/api/server'
import { readEnv } from '../../../src/config/env'
import { ask, type Fixture, startFixture } from './fixture'

describe('an api that came up before its tables', () => {
  let fixture: Fixture
  beforeAll(async () => {
    fixture = await startFixture({ migrated: false })
  }, 60_000)
  afterAll(() => fixture?.stop())

  it('shows that indexing has not begun', async () => {
    const { data, errors } = await ask(
      fixture.api,
      '{ status { name head indexed finalized lagBlocks indexing stale quarantined } }',
    )
    expect(errors).toBeUndefined()
    expect(data.status).toEqual([
      {
        name: 'testnet',
        head: null,
        indexed: null,
        finalized: null,
        lagBlocks: null,
        indexing: true,
        stale: true,
        quarantined: 0,
      },
    ])
  })

  it.each([
    'supply(network: "testnet") { total }',
    'burns(network: "testnet") { totalCount }',
    'distributions(network: "testnet") { totalCount }',
    'distribution(id: "x") { pot }',
    'staker(network: "testnet", address: "0x0000000000000000000000000000000000000001") { staked }',
    'emissionPressure(network: "testnet") { flagged }',
  ])('answers %s with E-NOT-INDEXED-YET, not with a defect', async (query) => {
    const { status, errors } = await ask(fixture.api, `{ ${query} }`)
    expect([status, errors?.[0]?.extensions.code]).toEqual([200, 'E-NOT-INDEXED-YET'])
  })

  it('answers over REST with 503 and the same code', async () => {
    const response = await fetch(`${fixture.api.url}/supply/testnet/total`)
    expect([response.status, ((await response.json()) as { error: { code: string } }).error.code]).toEqual([
      503,
      'E-NOT-INDEXED-YET',
    ])
    expect(response.headers.get('retry-after')).toMatch(/^[1-9]\d*$/)
    expect((await fetch(`${fixture.api.url}/metrics`)).status).toBe(200)
  })

  it('says which variable to set when the port is taken', async () => {
    const { port } = new URL(fixture.api.url)
    await expect(
      startApi({
        readEnv: () => readEnv({ ASSAY_DATA: '/nonexistent', DB_URL: 'postgres://127.0.0.1:1/x', GQL_PORT: port }),
      }),
    ).rejects.toMatchObject({ code: 'E-PORT-IN-USE', next: expect.stringContaining('GQL_PORT') })
  })

  it('starts without Postgres and without a network, and says so', async () => {
    const lonely = await startApi({
      readEnv: () => readEnv({ ASSAY_DATA: '/nonexistent', DB_URL: 'postgres://127.0.0.1:1/x', GQL_PORT: '0' }),
    })
    try {
      expect((await ask(lonely, '{ status { name } }')).data).toEqual({ status: [] })
      expect((await ask(lonely, '{ supply(network: "a") { total } }')).errors?.[0]?.extensions.code).toBe(
        'E-NOT-INDEXED-YET',
      )
      expect((await fetch(`${lonely.url}/health`)).status).toBe(200)
      for (const route of ['/ready', '/distributions/x/report.json']) {
        const { status, headers } = await fetch(`${lonely.url}${route}`)
        expect([route, status, headers.get('retry-after')]).toEqual([route, 503, expect.stringMatching(/^[1-9]\d*$/)])
      }
      expect((await ask(lonely, '{ distribution(id: "x") { pot } }')).errors?.[0]?.extensions.code).toBe('E-STORE-AWAY')
    } finally {
      await lonely.close()
    }
  })
})
