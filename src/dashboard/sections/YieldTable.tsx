import { exactAmount, group, significant } from '../amount'
import { eth, exactly } from '../asset'
import { AsOf } from '../components/AsOf'
import { State } from '../components/State'
import { Table } from '../components/Table'
import { Waiting } from '../components/Waiting'
import type { Network, TierYield } from '../data/answers'
import type { ApiError } from '../data/graphql'
import { duration, moment } from '../time'

interface Props {
  readonly network: Network
  readonly program: string
  readonly yields: readonly TierYield[] | null
  readonly error: ApiError | null
}

/** What the newest closed period paid for one whole token of each lock, and how that number is made. */
export function YieldTable({ network, program, yields, error }: Props) {
  const { symbol, decimals } = network.token
  const first = yields?.[0]
  if (!first) {
    return (
      <div className="card">
        <Waiting height={180} error={error}>
          {yields ? 'No reward period has closed yet.' : 'Reading the yield…'}
        </Waiting>
      </div>
    )
  }
  const { definition } = first
  const windowSeconds = (Date.parse(definition.end) - Date.parse(definition.start)) / 1000
  return (
    <div className="card">
      <figcaption>
        <h3>
          Realised yield of {first.period} {first.provisional && <State name="provisional" />}
        </h3>
        <AsOf block={first.block} />
      </figcaption>
      <Table
        caption={`Realised yield by lock in ${first.period}`}
        rows={[...yields].sort((a, b) => a.tier - b.tier)}
        keyOf={(row) => String(row.tier)}
        columns={[
          { title: 'Lock', cell: (row) => `${row.tier} days ×${row.multiplier}` },
          {
            title: `ETH per ${symbol} in the period`,
            right: true,
            cell: (row) => <span title={exactly(row.ethPerToken, eth)}>{significant(row.ethPerToken, 18, 6)}</span>,
          },
          {
            title: `ETH per ${symbol} and year`,
            right: true,
            cell: (row) => <span title={exactly(row.apr, eth)}>{significant(row.apr, 18, 6)}</span>,
          },
          {
            title: `For 10,000 ${symbol} in the period`,
            right: true,
            cell: (row) => `${significant(BigInt(row.ethPerToken) * 10_000n, 18, 4)} ETH`,
          },
        ]}
      />
      <details className="more">
        <summary>How this number is made</summary>
        <dl className="facts">
          <dt>Formula</dt>
          <dd>
            <code>{definition.formula}</code>
          </dd>
          <dt>Numerator</dt>
          <dd className="number">{group(BigInt(definition.numerator))}</dd>
          <dt>Denominator</dt>
          <dd className="number" title={`Σ weight at the period's end, in base units of ${symbol}`}>
            {group(BigInt(definition.denominator))} ({exactAmount(definition.denominator, decimals)} {symbol} of weight)
          </dd>
          <dt>Pot</dt>
          <dd title={exactly(definition.pot, eth)}>{exactAmount(definition.pot, 18)} ETH</dd>
          <dt>Window</dt>
          <dd>
            {moment(definition.start)} to {moment(definition.end)} ({duration(windowSeconds)})
          </dd>
          <dt>Year</dt>
          <dd>{group(definition.yearSeconds)} seconds, linear: nothing is compounded</dd>
          <dt>Rounding</dt>
          <dd>{definition.rounding}</dd>
          <dt>Price</dt>
          <dd>{definition.priceSource ?? 'none enters: the yield is in ETH per token, so it is not a percentage'}</dd>
          <dt>Rules</dt>
          <dd>
            {program}, <code>{definition.ruleset}</code>
          </dd>
          <dt>Block</dt>
          <dd>
            {group(first.block.number)} <code>{first.block.hash}</code> ({first.block.final ? 'final' : 'not final yet'}
            )
          </dd>
        </dl>
      </details>
    </div>
  )
}
