import { percent } from '../amount'
import { inAsset, usdc } from '../asset'
import { AsOf } from '../components/AsOf'
import { Section } from '../components/Section'
import { Waiting } from '../components/Waiting'
import type { Pressure as PressureRow } from '../data/answers'
import type { PressureQuery } from '../data/operations'
import { type DomainShares, isFortyOne, pressureMatrix, sharesOf } from '../data/pressure'
import { usePolled } from '../data/usePolled'
import { shortMonth, type Window } from '../time'
import type { SectionProps } from './props'

const pressureQuery = /* GraphQL */ `
  query Pressure($network: String!, $from: DateTime!, $to: DateTime!) {
    emissionPressure(network: $network, from: $from, to: $to, every: MONTH) {
      domainId period start end emitted miners stakers price counted breakEven externalRevenue pressureBps frictionBps
      flagged definition { name formula unit source } block { number hash timestamp final }
    }
  }`

const bps = (value: bigint) => percent(value, 10_000n, 0)

/** Whether what a domain pays out in new tokens is carried by what it earns. */
export function Pressure({ everyMs, year }: Omit<SectionProps, 'network'> & { year: Window }) {
  const { data, error } = usePolled<PressureQuery>(pressureQuery, year, everyMs)
  const rows = data?.emissionPressure ?? []
  const { domains, periods } = pressureMatrix(rows)
  const newest = rows.reduce<PressureRow | null>((best, row) => (best && best.end >= row.end ? best : row), null)
  const friction = BigInt(newest?.frictionBps ?? 1_800)
  const fortyOne = domains.filter(([, own]) => isFortyOne(sharesOf(own)))
  return (
    <Section
      title="Emission pressure"
      lead={`Incentives that miners and stakers receive lose about ${bps(friction)} on their way to being money: slippage, spreads, liquidity and fees. Break-even is the outside revenue that would make up for them; pressure is break-even ÷ outside revenue. Above 100 % the domain pays out more than it brings in, and is flagged.`}
      asOf={<AsOf block={newest?.block} />}
    >
      {fortyOne.map(([id, own]) => (
        <p className="notice warn" key={id} style={{ marginBottom: 16 }}>
          <strong>Domain {id} is the 41/41 domain.</strong> It gives 41 % of its emission to miners and 41 % to stakers,
          so every $100 emitted hands out $82 of incentives, and $82 ÷ (1 − {bps(friction)}) = $100 of new outside
          revenue is needed just to break even. It was flagged in {own.filter((row) => row.flagged).length} of{' '}
          {own.length} months.
        </p>
      ))}
      <div className="card">
        {domains.length > 0 ? (
          <>
            <Matrix domains={domains} periods={periods} />
            <details className="more">
              <summary>How this number is made</summary>
              <dl className="facts">
                <dt>{newest!.definition.name}</dt>
                <dd>
                  <code>{newest!.definition.formula}</code>
                </dd>
                <dt>Unit</dt>
                <dd>{newest!.definition.unit}</dd>
                <dt>Source</dt>
                <dd>{newest!.definition.source}</dd>
              </dl>
            </details>
          </>
        ) : (
          <Waiting height={220} error={error}>
            {data ? 'No epoch has closed yet.' : 'Reading the pressure…'}
          </Waiting>
        )}
      </div>
    </Section>
  )
}

function Matrix({ domains, periods }: { domains: [string, PressureRow[]][]; periods: string[] }) {
  return (
    // A scrollable region must be reachable by keyboard.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: see above
    <section className="scroll" aria-label="Emission pressure by domain and month" tabIndex={0}>
      <table className="matrix">
        <caption className="visually-hidden">Emission pressure by domain and month; flagged above 100 %</caption>
        <thead>
          <tr>
            <th scope="col">Domain</th>
            {periods.map((period) => (
              <th scope="col" key={period}>
                {shortMonth(period)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {domains.map(([id, own]) => (
            <tr key={id}>
              <th scope="row">
                Domain {id}
                <Shares {...sharesOf(own)} />
              </th>
              {periods.map((period) => (
                <Cell key={period} row={own.find((each) => each.period === period)} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function Shares({ minersBps, stakersBps }: DomainShares) {
  return (
    <div className="as-of">
      {bps(minersBps)} miners · {bps(stakersBps)} stakers
    </div>
  )
}

function Cell({ row }: { row: PressureRow | undefined }) {
  if (!row) return <td aria-label="no epoch">·</td>
  const title = [
    row.counted && `paid to miners and stakers: ${inAsset(row.counted, usdc)}`,
    row.breakEven && `break-even: ${inAsset(row.breakEven, usdc)}`,
    `outside revenue: ${inAsset(row.externalRevenue, usdc)}`,
  ]
  return (
    <td className={row.flagged ? 'flag' : undefined} title={title.filter(Boolean).join('\n')}>
      {row.pressureBps === null ? '—' : percent(BigInt(row.pressureBps), 10_000n, 0)}
      {row.flagged && (
        <>
          <span aria-hidden> ⚑</span>
          <span className="visually-hidden"> flagged</span>
        </>
      )}
    </td>
  )
}
