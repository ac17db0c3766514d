import { percent } from '../amount'
import { MonthBars } from '../charts/MonthBars'
import { seriesOf } from '../charts/series'
import { Amount } from '../components/Amount'
import { AsOf, FinalOnly } from '../components/AsOf'
import { Section } from '../components/Section'
import { Swatch } from '../components/Swatch'
import { Table } from '../components/Table'
import { Waiting } from '../components/Waiting'
import type { Supply } from '../data/answers'
import type { BurnSeriesQuery } from '../data/operations'
import { pivot } from '../data/pivot'
import { usePolled } from '../data/usePolled'
import { startsWithin, type Window } from '../time'
import type { SectionProps } from './props'

const burnSeriesQuery = /* GraphQL */ `
  query BurnSeries($network: String!, $from: DateTime!, $to: DateTime!) {
    burnSeries(network: $network, from: $from, to: $to, every: MONTH) { timestamp cause amount count }
  }`

const causes: Readonly<Record<string, string>> = {
  usage: 'Use of the network',
  'early-exit': 'Early exit penalty',
  'revenue-buyback': 'Bought back with revenue',
  slash: 'Slashed stake',
  'profile-buyback': 'Buyback address',
  direct: 'Sent to a burn address',
}

/** How tokens ceased to be, month by month and in all. */
export function Burns({ network, everyMs, year, supply }: SectionProps & { year: Window; supply: Supply | null }) {
  const { data, error } = usePolled<BurnSeriesQuery>(burnSeriesQuery, year, everyMs)
  const { token } = network
  const { rows, series: present } = pivot(
    data?.burnSeries ?? [],
    (point) => [[point.cause, point.amount]],
    startsWithin(year, 'MONTH'),
  )
  const burnedBy = [...(supply?.burnedBy ?? [])].sort((a, b) => (BigInt(a.amount) < BigInt(b.amount) ? 1 : -1))
  const all = seriesOf(causes, [...new Set([...present, ...burnedBy.map((each) => each.cause)])])
  return (
    <Section
      title="Burns"
      lead="A burn is final: the tokens go to an address nobody can spend from. Each one is counted once, under its first matching cause."
      asOf={<FinalOnly network={network} />}
    >
      <div className="grid wide-narrow">
        <MonthBars
          title="Burned per month, by cause"
          label={`${token.symbol} burned per month, by cause`}
          series={all.filter(({ key }) => present.includes(key))}
          rows={rows}
          asset={token}
          error={error}
        >
          {data ? 'Nothing was burned in these months yet.' : 'Reading the burns…'}
        </MonthBars>
        <div className="card">
          <figcaption>
            <h3>Burned in all</h3>
            <AsOf block={supply?.block} />
          </figcaption>
          {supply && burnedBy.length > 0 ? (
            <Table
              caption="Burned in all, by cause"
              rows={burnedBy}
              keyOf={(row) => row.cause}
              columns={[
                {
                  title: 'Cause',
                  cell: ({ cause }) => (
                    <>
                      <Swatch colour={all.find(({ key }) => key === cause)?.colour ?? 'var(--soft)'} />
                      {causes[cause] ?? cause}
                    </>
                  ),
                },
                { title: token.symbol, right: true, cell: ({ amount }) => <Whole value={amount} network={network} /> },
                { title: 'Share', right: true, cell: ({ amount }) => percent(amount, supply.burned, 1) },
              ]}
              foot={['All', <Whole key="all" value={supply.burned} network={network} />, '']}
            />
          ) : (
            <Waiting height={200}>{supply ? 'Nothing has been burned.' : 'Waiting for the first block…'}</Waiting>
          )}
        </div>
      </div>
    </Section>
  )
}

function Whole({ value, network }: { value: string; network: SectionProps['network'] }) {
  return <Amount value={value} asset={{ ...network.token, symbol: '' }} />
}
