import { percent } from '../amount'
import { type Asset, assetOf, eth, inAsset, usdc } from '../asset'
import { MonthBars } from '../charts/MonthBars'
import { seriesOf } from '../charts/series'
import { Amount } from '../components/Amount'
import { FinalOnly } from '../components/AsOf'
import { Section } from '../components/Section'
import { Swatch } from '../components/Swatch'
import { Table } from '../components/Table'
import { Waiting } from '../components/Waiting'
import type { RevenueSeriesQuery } from '../data/operations'
import { pivot, totalsOf } from '../data/pivot'
import { usePolled } from '../data/usePolled'
import { has } from '../network'
import { startsWithin, type Window } from '../time'
import type { SectionProps } from './props'

const revenueSeriesQuery = /* GraphQL */ `
  query RevenueSeries($network: String!, $from: DateTime!, $to: DateTime!) {
    revenueSeries(network: $network, from: $from, to: $to, every: MONTH) {
      timestamp asset amount stakers nodes buyback modelOwners fees emissionReserve receipts
    }
  }`

const shared = { stakers: 'Stakers', buyback: 'Buyback and burn', nodes: 'Nodes' } as const
const routed = {
  modelOwners: 'Model owners',
  buyback: 'Buyback and burn (1 %)',
  fees: 'Fees and processors',
  emissionReserve: 'Emission reserve',
} as const

/** What came in from outside, and how it was split. */
export function Revenue({ network, everyMs, year }: SectionProps & { year: Window }) {
  const { data, error } = usePolled<RevenueSeriesQuery>(revenueSeriesQuery, year, everyMs)
  const points = data?.revenueSeries ?? []
  const isRouted = has(network, 'deepnode-router')
  const parts: Readonly<Record<string, string>> = isRouted ? routed : shared
  const asset: Asset = points[0] ? assetOf(points[0].asset, network.token) : isRouted ? usdc : eth
  const { rows } = pivot(
    points,
    (point) => Object.keys(parts).map((part) => [part, point[part as 'buyback']] as const),
    startsWithin(year, 'MONTH'),
  )
  const series = seriesOf(parts, Object.keys(parts))
  const totals = totalsOf(rows, Object.keys(parts))
  const all = totals.reduce((sum, { amount }) => sum + amount, 0n)
  return (
    <Section
      title="Revenue"
      lead={
        isRouted
          ? `Every use of a model pays in ${asset.symbol}, and a router splits the payment the moment it arrives.`
          : `What users paid the network in ${asset.symbol}, split by the shares in force when each payment arrived.`
      }
      asOf={<FinalOnly network={network} />}
    >
      <div className="grid wide-narrow">
        <MonthBars
          title={`Revenue per month, in ${asset.symbol}`}
          label={`Revenue per month in ${asset.symbol}, by who receives it`}
          series={series}
          rows={rows}
          asset={asset}
          error={error}
        >
          {data ? 'No revenue in these months yet.' : 'Reading the revenue…'}
        </MonthBars>
        <div className="card">
          <figcaption>
            <h3>In these months</h3>
          </figcaption>
          {all > 0n ? (
            <Table
              caption="Revenue by who receives it"
              rows={totals}
              keyOf={(row) => row.series}
              columns={[
                {
                  title: 'Part',
                  cell: (row) => (
                    <>
                      <Swatch colour={series.find(({ key }) => key === row.series)!.colour} />
                      {parts[row.series]}
                    </>
                  ),
                },
                {
                  title: asset.symbol,
                  right: true,
                  cell: (row) => <Amount value={row.amount} asset={{ ...asset, symbol: '' }} />,
                },
                { title: 'Share', right: true, cell: (row) => percent(row.amount, all, 1) },
              ]}
              foot={['All', inAsset(all, { ...asset, symbol: '' }), '']}
            />
          ) : (
            <Waiting height={200}>{data ? 'No revenue yet.' : 'Reading the revenue…'}</Waiting>
          )}
        </div>
      </div>
    </Section>
  )
}
