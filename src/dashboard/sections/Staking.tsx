import { formatAmount, group, percent } from '../amount'
import { ChartFigure } from '../charts/ChartFigure'
import { Lines } from '../charts/Lines'
import { seriesOf } from '../charts/series'
import { Amount } from '../components/Amount'
import { FinalOnly } from '../components/AsOf'
import { Section } from '../components/Section'
import { Swatch } from '../components/Swatch'
import { Table } from '../components/Table'
import { Waiting } from '../components/Waiting'
import type { StakingSeriesQuery, YieldQuery } from '../data/operations'
import { pivot } from '../data/pivot'
import { usePolled } from '../data/usePolled'
import { balancesUntil, dayName, shortMonth, type Window } from '../time'
import { PoolsStaked } from './PoolsStaked'
import type { SectionProps } from './props'
import { YieldTable } from './YieldTable'

const stakingSeriesQuery = /* GraphQL */ `
  query StakingSeries($network: String!, $from: DateTime!, $to: DateTime!) {
    stakingSeries(network: $network, from: $from, to: $to, every: WEEK) { timestamp end tier amount positions }
  }`

const yieldQuery = /* GraphQL */ `
  query Yield($network: String!, $program: String!) {
    yield(network: $network, program: $program) {
      tier multiplier period ethPerToken apr provisional block { number hash timestamp final }
      definition { ruleset formula numerator denominator pot start end yearSeconds rounding priceSource }
    }
  }`

type StakingPoint = StakingSeriesQuery['stakingSeries'][number]

/** Destra's published locks, in days, and what each multiplies a stake by. */
const tiers: Readonly<Record<string, string>> = {
  '30': '30 days',
  '90': '90 days',
  '180': '180 days',
  '360': '360 days',
}
const multipliers: Readonly<Record<string, bigint>> = { '30': 1n, '90': 2n, '180': 3n, '360': 4n }

/** Who locks for how long, and what that earned. */
export function Staking({ network, everyMs, year }: SectionProps & { year: Window }) {
  const { token, programs } = network
  const program = programs.find((each) => each.includes('stakers'))
  const staking = usePolled<StakingSeriesQuery>(stakingSeriesQuery, year, everyMs)
  const yields = usePolled<YieldQuery>(yieldQuery, program ? { network: network.name, program } : null, everyMs)
  const points = balancesUntil(staking.data?.stakingSeries ?? [], network.indexedBlock?.timestamp)
  const { rows, series: present } = pivot(points, (point) => [[String(point.tier), point.amount]])
  const series = seriesOf(tiers, present)
  const format = (amount: bigint) => `${formatAmount(amount, token.decimals)} ${token.symbol}`
  const last = rows.at(-1)
  const now = points.filter((point) => point.timestamp === last?.at)
  const weightOf = (point: StakingPoint) => BigInt(point.amount) * (multipliers[point.tier] ?? 1n)
  const weight = now.reduce((sum, point) => sum + weightOf(point), 0n)
  return (
    <Section
      title="Staking"
      lead="A stake is locked for one of four terms. The longer the lock, the more it weighs: weight is amount × multiplier, and rewards are shared by weight."
      asOf={<FinalOnly network={network} />}
    >
      <PoolsStaked network={network} everyMs={everyMs} />
      <div className="grid halves">
        <div className="card">
          <ChartFigure
            title="Open stakes, by lock"
            note={`in ${token.symbol}, week by week`}
            label={`${token.symbol} in open stakes by lock, week by week`}
            series={series}
            rows={rows}
            when={dayName}
            format={format}
          >
            {rows.length > 0 ? (
              <Lines
                stacked
                rows={rows}
                series={series}
                decimals={token.decimals}
                tick={shortMonth}
                when={dayName}
                format={format}
              />
            ) : (
              <Waiting height={220} error={staking.error}>
                {staking.data ? 'Nobody has staked in a final block yet.' : 'Reading the stakes…'}
              </Waiting>
            )}
          </ChartFigure>
        </div>
        <div className="card">
          <figcaption>
            <h3>Open stakes now</h3>
            {last && <span>{dayName(last.at)}</span>}
          </figcaption>
          {now.length > 0 ? (
            <Table
              caption="Open stakes by lock"
              rows={[...now].sort((a, b) => a.tier - b.tier)}
              keyOf={(row) => String(row.tier)}
              columns={[
                {
                  title: 'Lock',
                  cell: ({ tier }) => (
                    <>
                      <Swatch colour={series.find(({ key }) => key === String(tier))!.colour} />
                      {tier} days ×{String(multipliers[tier] ?? 1n)}
                    </>
                  ),
                },
                { title: 'Stakes', right: true, cell: (row) => group(row.positions) },
                {
                  title: token.symbol,
                  right: true,
                  cell: (row) => <Amount value={row.amount} asset={{ ...token, symbol: '' }} />,
                },
                { title: 'Of all weight', right: true, cell: (row) => percent(weightOf(row), weight, 1) },
              ]}
              foot={[
                'All',
                group(now.reduce((sum, row) => sum + row.positions, 0)),
                formatAmount(
                  now.reduce((sum, row) => sum + BigInt(row.amount), 0n),
                  token.decimals,
                  2,
                ),
                '',
              ]}
            />
          ) : (
            <Waiting height={200}>{staking.data ? 'No open stake.' : 'Reading the stakes…'}</Waiting>
          )}
        </div>
      </div>
      {program && (
        <YieldTable network={network} program={program} yields={yields.data?.yield ?? null} error={yields.error} />
      )}
    </Section>
  )
}
