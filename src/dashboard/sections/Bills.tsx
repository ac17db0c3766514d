import type { CSSProperties } from 'react'
import { chartNumber, formatAmount, group, percent } from '../amount'
import { Bars } from '../charts/Bars'
import { ChartFigure } from '../charts/ChartFigure'
import { seriesOf } from '../charts/series'
import { Amount } from '../components/Amount'
import { FinalOnly } from '../components/AsOf'
import { Section } from '../components/Section'
import { Swatch } from '../components/Swatch'
import { Table } from '../components/Table'
import { Waiting } from '../components/Waiting'
import type { BillSeriesQuery } from '../data/operations'
import { pivot } from '../data/pivot'
import { usePolled } from '../data/usePolled'
import { dayName, daysEnding, shortMonth, startsWithin, type Window } from '../time'
import type { SectionProps } from './props'

const billSeriesQuery = /* GraphQL */ `
  query BillSeries($network: String!, $from: DateTime!, $to: DateTime!, $every: Interval!) {
    billSeries(network: $network, from: $from, to: $to, every: $every) {
      timestamp bills computeUnits cost fee governance treasury adaptorShare nodeShare refund
    }
  }`

type BillPoint = BillSeriesQuery['billSeries'][number]

const parts = {
  nodeShare: 'Compute node',
  adaptorShare: 'Adaptor node',
  treasury: 'Treasury',
  governance: 'Governance pool',
  fee: 'Network fee',
} as const
type Part = keyof typeof parts
const partKeys = Object.keys(parts) as Part[]
const series = seriesOf(parts, partKeys)
/** As many days as bars that can still be told apart on a phone. */
const DAYS = 60

/** What AI work costs, day by day, and who gets it. */
export function Bills({ network, everyMs, year }: SectionProps & { year: Window & { network: string } }) {
  const days = { network: network.name, ...daysEnding(Date.parse(year.to) - 1, DAYS), every: 'DAY' }
  const daily = usePolled<BillSeriesQuery>(billSeriesQuery, days, everyMs)
  const monthly = usePolled<BillSeriesQuery>(billSeriesQuery, { ...year, every: 'MONTH' }, everyMs)
  const { token } = network
  const { rows } = pivot(
    daily.data?.billSeries ?? [],
    (point) => [['bills', BigInt(point.bills)]],
    startsWithin(days, 'DAY'),
  )
  const months = monthly.data?.billSeries ?? []
  const sum = (of: (point: BillPoint) => string | number) =>
    months.reduce((total, point) => total + BigInt(of(point)), 0n)
  const cost = sum((point) => point.cost)
  const split = series.map((each) => ({ ...each, amount: sum((point) => point[each.key as Part]) }))
  return (
    <Section
      title="Bills"
      lead="Cost is compute units × base price × (1 + latency penalty). The parts of a bill add up to its cost exactly; the node’s part takes the rounding."
      asOf={<FinalOnly network={network} />}
    >
      <div className="grid wide-narrow">
        <div className="card">
          <ChartFigure
            title={`Bills settled per day, last ${DAYS} days`}
            label={`Bills settled per day over the last ${DAYS} days`}
            series={[{ key: 'bills', name: 'Bills', colour: 'var(--c3)' }]}
            rows={rows}
            when={dayName}
            format={group}
          >
            {rows.length > 0 ? (
              <Bars
                rows={rows}
                series={[{ key: 'bills', name: 'Bills', colour: 'var(--c3)' }]}
                decimals={0}
                tick={(iso) => `${Number(iso.slice(8, 10))} ${shortMonth(iso).slice(0, 3)}`}
                when={dayName}
                format={group}
              />
            ) : (
              <Waiting height={220} error={daily.error}>
                {daily.data ? 'No bill was settled in these days yet.' : 'Reading the bills…'}
              </Waiting>
            )}
          </ChartFigure>
        </div>
        <div className="card">
          <figcaption>
            <h3>Where twelve months of cost went</h3>
            <span>{group(sum((point) => point.bills))} bills</span>
          </figcaption>
          {cost > 0n ? (
            <>
              <div className="split" aria-hidden>
                {split.map(({ key, colour, amount }) => (
                  <i
                    key={key}
                    style={{ '--colour': colour, flexGrow: chartNumber(amount, token.decimals) } as CSSProperties}
                  />
                ))}
              </div>
              <Table
                caption="Cost of settled bills by who received it"
                rows={split}
                keyOf={(row) => row.key}
                columns={[
                  {
                    title: 'Part',
                    cell: ({ name, colour }) => (
                      <>
                        <Swatch colour={colour} />
                        {name}
                      </>
                    ),
                  },
                  {
                    title: token.symbol,
                    right: true,
                    cell: (row) => <Amount value={row.amount} asset={{ ...token, symbol: '' }} />,
                  },
                  { title: 'Share', right: true, cell: (row) => percent(row.amount, cost, 1) },
                ]}
                foot={['Cost', formatAmount(cost, token.decimals, 2), '']}
              />
            </>
          ) : (
            <Waiting height={220} error={monthly.error}>
              {monthly.data ? 'No bill was settled yet.' : 'Reading the bills…'}
            </Waiting>
          )}
        </div>
      </div>
    </Section>
  )
}
