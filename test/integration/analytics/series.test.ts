import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AnalyticsClient } from '../../../src/analytics/client'
import { NetworkProjector } from '../../../src/analytics/projector/networkProjector'
import {
  burnSeries,
  type Interval,
  readSeries,
  revenueSeries,
  type SeriesRange,
  supplySeries,
} from '../../../src/analytics/queries'
import { emissionSeries } from '../../../src/protocols/deepnode-emissions/facts'
import { stakingSeries } from '../../../src/protocols/destra-pool/facts'
import { billSeries } from '../../../src/protocols/dgrid-bill/facts'
import type { SeriesSpec } from '../../../src/protocols/seriesSpec'
import { ASSET, type Fact, FixtureNetwork, timeOf } from './fixture'
import { TestStores } from './stores'

/** Blocks with facts that are final; 150 numbers apart, they are three segments of hours. */
const TURNS = 150
const STRIDE = 150
const FINAL = TURNS * STRIDE

/** A chart without a table of hours. */
const slashSeries = {
  facts: 'slash',
  by: [],
  counts: { slashes: 'count()', nodes: 'uniqExact(node)' },
  amounts: ['amount'],
} as const satisfies SeriesSpec

let stores: TestStores
let clickhouse: AnalyticsClient
let facts: readonly Fact[]

beforeAll(async () => {
  stores = await TestStores.start()
  const fresh = await stores.fresh('series')
  clickhouse = fresh.clickhouse
  const network = new FixtureNetwork(fresh.pg, 'alpha', STRIDE)
  const other = new FixtureNetwork(fresh.pg, 'beta-two')
  await network.grow(TURNS + 10, TURNS)
  await other.grow(40, 40)
  for (const name of ['alpha', 'beta-two']) await new NetworkProjector(name, clickhouse, () => undefined).step(fresh.pg)
  facts = network.facts.filter((fact) => fact.block <= FINAL)
})
afterAll(() => stores?.stop())

const at = (iso: string) => new Date(iso)
const range = (every: Interval, from: string, to: string): SeriesRange => ({
  network: 'alpha',
  from: at(from),
  to: at(to),
  every,
})

/** From before the first block to after the last final one; inside; and on the very second of a block. */
const ranges: [string, SeriesRange][] = [
  ['days, all of them', range('DAY', '2025-09-20T00:00:00Z', '2025-11-10T00:00:00Z')],
  ['hours from the middle of one', range('HOUR', '2025-10-03T10:30:00Z', '2025-10-05T00:00:00Z')],
  ['weeks', range('WEEK', '2025-09-30T00:00:00Z', '2025-10-29T12:00:00Z')],
  ['months', range('MONTH', '2025-09-01T00:00:00Z', '2025-12-01T00:00:00Z')],
  [
    'days between the seconds of two blocks',
    { ...range('DAY', '', ''), from: new Date(timeOf(30) * 1_000), to: new Date(timeOf(60) * 1_000) },
  ],
  ['days up to a block', { ...range('DAY', '2025-09-20T00:00:00Z', '2025-11-10T00:00:00Z'), upToBlock: 77 * STRIDE }],
]

type Window = { start: Date; end: Date }
const of = (table: string, { upToBlock = FINAL }: SeriesRange) =>
  facts.filter((fact) => fact.table === table && fact.block <= upToBlock)
const within = (bucket: Window) => (fact: Fact) =>
  fact.time * 1_000 >= bucket.start.getTime() && fact.time * 1_000 < bucket.end.getTime()
const untilEnd = (bucket: Window) => (fact: Fact) => fact.time * 1_000 < bucket.end.getTime()
const amount = (fact: Fact, column: string) => (fact.row[column] ?? 0n) as bigint
const sum = (list: readonly Fact[], column: string) => list.reduce((total, fact) => total + amount(fact, column), 0n)
const distinct = <T>(list: readonly T[]) => [...new Set(list)].sort()

describe.each(ranges)('series over %s', (_, span) => {
  it('supply: the latest balance before every end', async () => {
    const series = await supplySeries(clickhouse, { ...span, asset: ASSET })
    for (const bucket of series) {
      const seen = of('supply_point', span).filter(untilEnd(bucket))
      const latest = new Map(seen.map((fact) => [`${fact.row.class} ${fact.row.cause}`, fact]))
      const expected = [...latest.values()].sort((a, b) =>
        `${a.row.class} ${a.row.cause}` < `${b.row.class} ${b.row.cause}` ? -1 : 1,
      )
      expect(bucket).toEqual({
        start: bucket.start,
        end: bucket.end,
        block: seen.length === 0 ? null : Math.max(...seen.map((fact) => fact.block)),
        classes: expected
          .filter((fact) => fact.row.cause === '')
          .map((fact) => ({ class: fact.row.class, amount: fact.row.balance })),
        burnedBy: expected
          .filter((fact) => fact.row.cause !== '')
          .map((fact) => ({ cause: fact.row.cause, amount: fact.row.balance })),
        issuedBy: [],
      })
    }
  })

  it('burns by cause', async () => {
    for (const bucket of await readSeries(clickhouse, burnSeries, { ...span, asset: ASSET })) {
      const burned = of('movement', span)
        .filter((fact) => fact.row.to_class === 'burned')
        .filter(within(bucket))
      const causes = distinct(burned.map((fact) => fact.row.cause as string)).map((cause) => {
        const own = burned.filter((fact) => fact.row.cause === cause)
        return { cause, amount: sum(own, 'amount'), count: own.length }
      })
      expect(bucket.rows).toEqual(causes)
    }
  })

  it('stakes by tier', async () => {
    const from = span.from.getTime()
    for (const bucket of await readSeries(clickhouse, stakingSeries, span)) {
      const opened = of('position', span).filter(untilEnd(bucket))
      const closed = of('position_closed', span).filter(untilEnd(bucket))
      const tiers = distinct(opened.map((fact) => fact.row.lock_seconds as number)).sort((a, b) => a - b)
      const expected = tiers.map((lockSeconds) => {
        const [ins, outs] = [opened, closed].map((list) => list.filter((fact) => fact.row.lock_seconds === lockSeconds))
        return {
          lockSeconds,
          amount: sum(ins!, 'amount') - sum(outs!, 'amount'),
          positions: ins!.length - outs!.length,
        }
      })
      expect(bucket.rows).toEqual(expected)
      expect(bucket.start.getTime()).toBeGreaterThanOrEqual(from)
    }
  })

  it('bills opened and closed', async () => {
    for (const bucket of await readSeries(clickhouse, billSeries, span)) {
      const closed = of('bill_closed', span).filter(within(bucket))
      const settled = closed.filter((fact) => fact.row.status === 'settled')
      const row = {
        opened: of('bill', span).filter(within(bucket)).length,
        settled: settled.length,
        refunded: closed.length - settled.length,
        computeUnits: sum(closed, 'compute_units'),
        cost: sum(closed, 'cost'),
        fee: sum(closed, 'fee'),
        governance: sum(closed, 'governance'),
        treasury: sum(closed, 'treasury'),
        adaptorShare: sum(closed, 'adaptor_share'),
        nodeShare: sum(closed, 'node_share'),
        refund: sum(closed, 'refund'),
      }
      expect(bucket.rows).toEqual([row])
    }
  })

  it('revenue received and routed', async () => {
    for (const bucket of await revenueSeries(clickhouse, span)) {
      const received = of('revenue', span).filter(within(bucket))
      const routed = of('revenue_route', span).filter(within(bucket))
      const none = { stakers: 0n, nodes: 0n, buyback: 0n, modelOwners: 0n, fees: 0n, emissionReserve: 0n }
      const expected = [
        {
          ...none,
          asset: '',
          receipts: routed.length,
          amount: sum(routed, 'gross'),
          buyback: sum(routed, 'buyback'),
          modelOwners: sum(routed, 'model_owner'),
          fees: sum(routed, 'fees'),
          emissionReserve: sum(routed, 'emission_reserve'),
        },
        {
          ...none,
          asset: 'eth',
          receipts: received.length,
          amount: sum(received, 'amount'),
          stakers: sum(received, 'stakers'),
          nodes: sum(received, 'nodes'),
          buyback: sum(received, 'buyback'),
        },
      ].filter((each) => each.receipts > 0)
      expect(bucket.assets).toEqual(expected)
    }
  })

  it('emissions by domain, and slashes', async () => {
    for (const bucket of await readSeries(clickhouse, emissionSeries, span)) {
      const minted = of('emission', span).filter(within(bucket))
      const domains = [...new Set(minted.map((fact) => fact.row.domain_id as bigint))].sort((a, b) => (a < b ? -1 : 1))
      expect(bucket.rows).toEqual(
        domains.map((domainId) => {
          const own = minted.filter((fact) => fact.row.domain_id === domainId)
          return { domainId: `${domainId}`, amount: sum(own, 'amount'), epochs: own.length }
        }),
      )
    }
    for (const bucket of await readSeries(clickhouse, slashSeries, span)) {
      const slashed = of('slash', span).filter(within(bucket))
      const nodes = distinct(slashed.map((fact) => fact.row.node)).length
      expect(bucket.rows).toEqual([{ slashes: slashed.length, nodes, amount: sum(slashed, 'amount') }])
    }
  })
})

describe('a series', () => {
  it('has facts to show: the ranges above are not all empty', async () => {
    const month = ranges[3]![1]
    const burned = await readSeries(clickhouse, burnSeries, { ...month, asset: ASSET })
    expect(burned.map((bucket) => bucket.rows.length)).toEqual([3, 3, 0])
    expect((await readSeries(clickhouse, billSeries, month)).map((bucket) => bucket.rows[0]!.settled > 0)).toEqual([
      true,
      true,
      false,
    ])
    expect((await readSeries(clickhouse, stakingSeries, month)).at(-1)!.rows.length).toBe(3)
  })

  it('of a network nobody knows is empty buckets, not an error', async () => {
    const span = { ...ranges[3]![1], network: 'nobody', asset: ASSET }
    expect((await supplySeries(clickhouse, span)).map((bucket) => bucket.classes)).toEqual([[], [], []])
  })

  it('up to a block before the first is empty: what a projection that starts over shows', async () => {
    const span = { ...ranges[3]![1], asset: ASSET, upToBlock: -1 }
    expect((await supplySeries(clickhouse, span)).map((bucket) => bucket.classes)).toEqual([[], [], []])
    expect((await readSeries(clickhouse, billSeries, span)).map((bucket) => bucket.rows[0]!.opened)).toEqual([0, 0, 0])
    expect((await readSeries(clickhouse, burnSeries, span)).map((bucket) => bucket.rows)).toEqual([[], [], []])
  })

  it('takes what it is given as a value', async () => {
    const span = { ...ranges[3]![1], network: "alpha' OR 1 = 1 --", asset: ASSET }
    expect((await readSeries(clickhouse, burnSeries, span)).map((bucket) => bucket.rows)).toEqual([[], [], []])
  })

  it('says that ClickHouse is away, and that asking again may help', async () => {
    await stores.server.close('SIGKILL')
    await expect(readSeries(clickhouse, slashSeries, ranges[0]![1])).rejects.toMatchObject({
      code: 'E-STORE-AWAY',
      retryable: true,
    })
  })
})
