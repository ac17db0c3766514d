import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { NetworkProjector } from '../../../src/analytics/projector/networkProjector'
import { type Api, startApi } from '../../../src/api/server'
import { readEnv } from '../../../src/config/env'
import { ASSET, type Fact, FixtureNetwork } from '../analytics/fixture'
import { TestStores } from '../analytics/stores'
import { ask, profile } from './fixture'

const FINAL = 120
const RANGE = 'network: "alpha", from: "2025-09-01", to: "2026-01-01"'

describe('series', () => {
  let stores: TestStores
  let api: Api
  let facts: readonly Fact[]
  beforeAll(async () => {
    stores = await TestStores.start()
    const { env, pg, clickhouse } = await stores.fresh('apiseries')
    const network = new FixtureNetwork(pg, 'alpha')
    await network.grow(FINAL + 5, FINAL)
    await new NetworkProjector('alpha', clickhouse, () => undefined).step(pg)
    facts = network.facts.filter((fact) => fact.block <= FINAL)
    const file = path.join(env.dataDir, 'alpha.json')
    writeFileSync(file, JSON.stringify({ ...profile, name: 'alpha', token: { ...profile.token, address: ASSET } }))
    api = await startApi({
      readEnv: () =>
        readEnv({
          ASSAY_DATA: env.dataDir,
          ASSAY_PROFILES: file,
          DB_URL: env.dbUrl,
          CLICKHOUSE_URL: env.CLICKHOUSE_URL,
          CLICKHOUSE_DATABASE: env.CLICKHOUSE_DATABASE,
          GQL_PORT: '0',
        }),
    })
  }, 120_000)
  afterAll(async () => {
    await api?.close()
    await stores?.stop()
  })

  const sum = (table: string, column: string, where: (fact: Fact) => boolean = () => true) =>
    facts
      .filter((fact) => fact.table === table && where(fact))
      .reduce((total, fact) => total + ((fact.row[column] ?? 0n) as bigint), 0n)
  const total = (points: Record<string, string>[], field: string) =>
    points.reduce((all, point) => all + BigInt(point[field]!), 0n)

  it('adds up to the facts, to the last digit, whatever the interval', async () => {
    for (const every of ['DAY', 'WEEK', 'MONTH']) {
      const { data, errors } = await ask(
        api,
        `{ burnSeries(${RANGE}, every: ${every}) { cause amount count }
           billSeries(${RANGE}, every: ${every}) { bills opened refunded cost nodeShare refund }
           revenueSeries(${RANGE}, every: ${every}) { asset amount stakers modelOwners emissionReserve }
           emissionSeries(${RANGE}, every: ${every}) { domainId amount } }`,
      )
      expect(errors).toBeUndefined()
      expect({
        burned: total(data.burnSeries, 'amount'),
        direct: total(
          data.burnSeries.filter((each: { cause: string }) => each.cause === 'direct'),
          'amount',
        ),
        cost: total(data.billSeries, 'cost'),
        refund: total(data.billSeries, 'refund'),
        opened: data.billSeries.reduce((all: number, each: { opened: number }) => all + each.opened, 0),
        revenue: total(data.revenueSeries, 'amount'),
        stakers: total(data.revenueSeries, 'stakers'),
        emitted: total(data.emissionSeries, 'amount'),
      }).toEqual({
        burned: sum('movement', 'amount', ({ row }) => row.to_class === 'burned'),
        direct: sum('movement', 'amount', ({ row }) => row.to_class === 'burned' && row.cause === 'direct'),
        cost: sum('bill_closed', 'cost'),
        refund: sum('bill_closed', 'refund'),
        opened: facts.filter(({ table }) => table === 'bill').length,
        revenue: sum('revenue', 'amount') + sum('revenue_route', 'gross'),
        stakers: sum('revenue', 'stakers'),
        emitted: sum('emission', 'amount'),
      })
    }
  })

  it('ends where the ledger stands', async () => {
    const { data, errors } = await ask(
      api,
      `{ supplySeries(${RANGE}, every: WEEK) { timestamp end burned block }
         stakingSeries(${RANGE}, every: WEEK) { timestamp tier amount positions } }`,
    )
    expect(errors).toBeUndefined()
    const burned = facts.filter(
      ({ table, row }) => table === 'supply_point' && row.class === 'burned' && row.cause === '',
    )
    expect(data.supplySeries.at(-1)).toMatchObject({
      end: '2026-01-01T00:00:00Z',
      burned: `${burned.at(-1)?.row.balance}`,
    })
    const last = data.stakingSeries.at(-1).timestamp
    expect(data.stakingSeries.filter((each: { timestamp: string }) => each.timestamp === last)).not.toHaveLength(0)
  })

  it.each([
    ['from: "2026-01-01", to: "2025-01-01", every: DAY', 'E-SERIES-RANGE', 'to'],
    ['from: "2000-01-01", to: "2026-01-01", every: HOUR', 'E-SERIES-RANGE', 'every'],
    ['from: "2026-01-01", to: "2026-01-02", every: MINUTE', 'E-BAD-INPUT', 'every'],
  ])('refuses %s with %s at %s', async (range, code, field) => {
    const { errors } = await ask(api, `{ burnSeries(network: "alpha", ${range}) { amount } }`)
    expect(errors?.[0]?.extensions).toMatchObject({ code, field })
  })
})
