import { formatAmount } from '../amount'
import { ChartFigure } from '../charts/ChartFigure'
import { Lines } from '../charts/Lines'
import { FinalOnly } from '../components/AsOf'
import { Section } from '../components/Section'
import { Swatch } from '../components/Swatch'
import { Waiting } from '../components/Waiting'
import type { SupplySeriesQuery } from '../data/operations'
import { pivot } from '../data/pivot'
import { usePolled } from '../data/usePolled'
import { has } from '../network'
import { balancesUntil, dayName, shortMonth, type Window } from '../time'
import type { SectionProps } from './props'

const supplySeriesQuery = /* GraphQL */ `
  query SupplySeries($network: String!, $from: DateTime!, $to: DateTime!) {
    supplySeries(network: $network, from: $from, to: $to, every: WEEK) {
      timestamp end block circulating burned staked nodeStake
    }
  }`

const circulating = { key: 'circulating', name: 'Circulating', colour: 'var(--circulating)', fromZero: false } as const
const staked = { key: 'staked', name: 'Staked', colour: 'var(--staked)', fromZero: true } as const
const nodeStake = { key: 'nodeStake', name: 'Node stake', colour: 'var(--staked)', fromZero: true } as const
const burned = { key: 'burned', name: 'Burned', colour: 'var(--burned)', fromZero: true } as const

/** Three charts, each on its own scale: what is burned would be a flat line beside what circulates. */
export function SupplyOverTime({ network, everyMs, year }: SectionProps & { year: Window }) {
  const { data, error } = usePolled<SupplySeriesQuery>(supplySeriesQuery, year, everyMs)
  const { symbol, decimals } = network.token
  const charts = [circulating, has(network, 'dgrid-nodes') ? nodeStake : staked, burned]
  const points = balancesUntil(data?.supplySeries ?? [], network.indexedBlock?.timestamp)
  const { rows } = pivot(points, (point) => charts.map(({ key }) => [key, point[key]] as const))
  const format = (amount: bigint) => `${formatAmount(amount, decimals)} ${symbol}`
  return (
    <Section
      title="Supply over time"
      lead={`The last twelve months, week by week, in ${symbol}. Each chart has a scale of its own.`}
      asOf={<FinalOnly network={network} lastChange={points.at(-1)?.block} />}
    >
      <div className="grid thirds">
        {charts.map(({ key, name, colour, fromZero }) => (
          <div className="card" key={key}>
            <ChartFigure
              title={
                <>
                  <Swatch colour={colour} />
                  {name}
                </>
              }
              note={fromZero ? undefined : 'scale does not start at zero'}
              label={`${name} ${symbol} by week over the last twelve months`}
              series={[{ key, name, colour }]}
              rows={rows}
              when={dayName}
              format={format}
            >
              {rows.length > 0 ? (
                <Lines
                  rows={rows}
                  series={[{ key, name, colour }]}
                  decimals={decimals}
                  tick={shortMonth}
                  when={dayName}
                  format={format}
                  fromZero={fromZero}
                  together="supply"
                />
              ) : (
                <Waiting height={220} error={error}>
                  {data ? 'No final block in these months yet.' : 'Reading the series…'}
                </Waiting>
              )}
            </ChartFigure>
          </div>
        ))}
      </div>
    </Section>
  )
}
