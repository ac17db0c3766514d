import { Fragment, useState } from 'react'
import { group, percent } from '../amount'
import { type Asset, assetOf, exactly } from '../asset'
import { byTurn } from '../byTurn'
import { Amount } from '../components/Amount'
import { Id } from '../components/Id'
import { Section } from '../components/Section'
import { State } from '../components/State'
import { Waiting } from '../components/Waiting'
import type { Token } from '../data/answers'
import type { DistributionsQuery } from '../data/operations'
import { usePolled } from '../data/usePolled'
import { periodName } from '../time'
import { Corrections } from './Corrections'
import { DistributionDetails } from './DistributionDetails'
import type { SectionProps } from './props'

const distributionsQuery = /* GraphQL */ `
  query Distributions($network: String!, $where: DistributionWhere, $first: Int!) {
    distributions(network: $network, where: $where, first: $first) {
      totalCount pageInfo { hasNextPage endCursor }
      nodes {
        id program period asset pot carry distributed shareCount root status pending claimed claimable expired reclaimed claimCount
        correction { number } settles
      }
    }
  }`

type Distribution = DistributionsQuery['distributions']['nodes'][number]

/** A year of months, and a weekly program's quarter. */
const ROWS = 14

/** Division leaves less than one base unit per share; beyond this a carry is worth reading as an amount. */
const FEW_UNITS = 1_000_000n

/** What every closed period pays, to how many, and how far that has got. */
export function Rewards({ network, everyMs }: SectionProps) {
  const [program, setProgram] = useState<string | null>(null)
  const where = program ? { program_eq: program } : null
  const { data, error } = usePolled<DistributionsQuery>(
    distributionsQuery,
    { network: network.name, where, first: ROWS },
    everyMs,
  )
  const list = data?.distributions
  return (
    <Section
      title="Rewards"
      lead="When a period has closed in final blocks its pot is divided by weight. Shares are rounded down; what division leaves over is the carry, which joins the next pot of the same program. The root commits to every share: anyone can check theirs."
      asOf={<span className="as-of">each report names its last block, always final</span>}
    >
      {network.programs.length > 1 && (
        <fieldset className="choices" style={{ border: 0, padding: 0, margin: '0 0 12px' }}>
          <legend className="visually-hidden">Program</legend>
          {[null, ...network.programs].map((name) => (
            <button
              key={name ?? 'all'}
              type="button"
              className="button small"
              aria-pressed={program === name}
              onClick={() => setProgram(name)}
            >
              {name ?? 'All programs'}
            </button>
          ))}
        </fieldset>
      )}
      <div className="card" style={{ minHeight: 300 }}>
        {list && list.nodes.length > 0 ? (
          <>
            <Distributions rows={byTurn(list.nodes)} token={network.token} />
            {list.totalCount > list.nodes.length && (
              <p className="as-of" style={{ marginTop: 10 }}>
                the newest {list.nodes.length} of {group(list.totalCount)}; the API lists them all
              </p>
            )}
          </>
        ) : (
          <Waiting height={260} error={error}>
            {list ? 'No period has closed yet, or its report is being computed.' : 'Reading the distributions…'}
          </Waiting>
        )}
      </div>
    </Section>
  )
}

/** Where what a month distributes is: they sum to it once it is on the chain. */
const claims = { Claimed: 'claimed', Claimable: 'claimable', Expired: 'expired', Reclaimed: 'reclaimed' } as const
const columns = ['Period', 'Program', 'Pot', 'Carry', 'Shares', 'Root', 'State', ...Object.keys(claims)]
const numeric = ['Pot', 'Carry', 'Shares', ...Object.keys(claims)]

function Distributions({ rows, token }: { rows: readonly Distribution[]; token: Token }) {
  const [open, setOpen] = useState<string | null>(null)
  return (
    // A scrollable region must be reachable by keyboard.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: see above
    <section className="scroll" aria-label="Distributions" tabIndex={0}>
      <table>
        <caption className="visually-hidden">Distributions: what is to be approved first, then the newest</caption>
        <thead>
          <tr>
            {columns.map((title) => (
              <th key={title} scope="col" className={numeric.includes(title) ? 'right' : undefined}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => {
            const asset = assetOf(row.asset, token)
            const expanded = open === row.id
            return (
              <Fragment key={row.id}>
                <tr>
                  <th scope="row">
                    <button
                      type="button"
                      className="plain"
                      aria-expanded={expanded}
                      onClick={() => setOpen(expanded ? null : row.id)}
                    >
                      {periodName(row.period)}
                    </button>
                  </th>
                  <td>{row.program}</td>
                  <td className="right">
                    <Amount value={row.pot} asset={asset} />
                  </td>
                  <td className="right">
                    <Carry value={row.carry} asset={asset} />
                  </td>
                  <td className="right">{group(row.shareCount)}</td>
                  <td>{row.root ? <Id value={row.root} what="Merkle root" /> : 'none'}</td>
                  <td>
                    <State name={row.status} />
                    <Corrections of={row} />
                  </td>
                  {Object.entries(claims).map(([title, part]) => (
                    <td key={title} className="right">
                      <Claims row={row} part={part} asset={asset} />
                    </td>
                  ))}
                </tr>
                {expanded && (
                  <tr className="detail">
                    <td colSpan={columns.length}>
                      <DistributionDetails id={row.id} asset={asset} />
                    </td>
                  </tr>
                )}
              </Fragment>
            )
          })}
        </tbody>
      </table>
    </section>
  )
}

/** An amount of what is on the chain; of what is claimed also how much of the whole that is. */
function Claims({ row, part, asset }: { row: Distribution; part: (typeof claims)[keyof typeof claims]; asset: Asset }) {
  if (BigInt(row.pending) > 0n) return '—'
  // Most of them are: a unit beside each would widen the table beyond its card.
  if (BigInt(row[part]) === 0n) return <span title={exactly(0n, asset)}>0</span>
  return (
    <>
      <Amount value={row[part]} asset={asset} />
      {part === 'claimed' && (
        <div className="as-of" title={`${group(row.claimCount)} of ${group(row.shareCount)} shares`}>
          {percent(row.claimed, row.distributed, 0)}
        </div>
      )}
    </>
  )
}

/** Mostly a few base units, which would round to nothing; a whole pot that carries is an amount like any other. */
function Carry({ value, asset }: { value: string; asset: Asset }) {
  if (BigInt(value) >= FEW_UNITS) return <Amount value={value} asset={asset} />
  return <span title={`${value} base units`}>{group(BigInt(value))} units</span>
}
