import { MonthBars } from '../charts/MonthBars'
import { seriesOf } from '../charts/series'
import { FinalOnly } from '../components/AsOf'
import { Section } from '../components/Section'
import type { EmissionSeriesQuery } from '../data/operations'
import { pivot } from '../data/pivot'
import { usePolled } from '../data/usePolled'
import { startsWithin, type Window } from '../time'
import type { SectionProps } from './props'

const emissionSeriesQuery = /* GraphQL */ `
  query EmissionSeries($network: String!, $from: DateTime!, $to: DateTime!) {
    emissionSeries(network: $network, from: $from, to: $to, every: MONTH) { timestamp domainId amount }
  }`

/** New tokens, month by month, by the domain they were minted for. */
export function Emissions({ network, everyMs, year }: SectionProps & { year: Window }) {
  const { data, error } = usePolled<EmissionSeriesQuery>(emissionSeriesQuery, year, everyMs)
  const { token } = network
  const { rows, series: present } = pivot(
    data?.emissionSeries ?? [],
    (point) => [[point.domainId, point.amount]],
    startsWithin(year, 'MONTH'),
  )
  const ids = [...present].sort((a, b) => Number(a) - Number(b))
  const series = seriesOf(Object.fromEntries(ids.map((id) => [id, `Domain ${id}`])), ids)
  return (
    <Section
      title="Emissions"
      lead={`New ${token.symbol} minted when an epoch closes. The foundation’s 1 % is included.`}
      asOf={<FinalOnly network={network} />}
    >
      <MonthBars
        title={`${token.symbol} emitted per month, by domain`}
        label={`${token.symbol} emitted per month, by domain`}
        series={series}
        rows={rows}
        asset={token}
        error={error}
      >
        {data ? 'No epoch has closed in these months yet.' : 'Reading the emissions…'}
      </MonthBars>
    </Section>
  )
}
