import type { Queryable } from '../postgres/queryable'
import { type Difference, figureDifferences, potDifferences, type Witnessed } from '../witness/figures'
import { figuresIn, potsOf as potsOfReport } from '../witness/folder/report'
import { sharesIn } from '../witness/settlement/amounts'
import type { Corrected } from '../witness/settlement/corrected'
import type { Shares } from '../witness/shares'
import { potsOf, type Stored } from './storedReports'

/**
 * The rows of a published report that is known to be wrong: they are what its bytes say, which are what the chain holds, and
 * its shares what a correction says that it gave.
 */
export async function supersededDifferences(
  db: Queryable,
  { id, report, onChain, figures }: Stored,
  { figures: { root, ...given } }: Witnessed,
  shares: Shares,
  { gave }: Corrected,
): Promise<Difference[]> {
  const said = figuresIn(JSON.parse(report))
  const prefix = 'superseded report, '
  const rows = await potsOf(db, id)
  const pots = potsOfReport(JSON.parse(report), rows.size === 1 ? [...rows.keys()][0] : undefined)
  return [
    ...figureDifferences(
      { 'published root and total': onChain },
      { 'published root and total': root == null ? null : `${root} ${given['totals.distributed']}` },
    ),
    ...figureDifferences(figures, { root: root ?? null, 'totals.distributed': given['totals.distributed']! }),
    ...Object.keys(figures).flatMap((name) =>
      name in said ? figureDifferences(figures, { [name]: said[name]! }, prefix) : [],
    ),
    ...potDifferences(rows, pots).map((each) => ({ ...each, where: prefix + each.where })),
    ...amountDifferences(shares, sharesIn(gave)),
  ]
}

/** Weights of a superseded report are nowhere but in its rows. */
function amountDifferences(given: Shares, computed: Shares): Difference[] {
  const amountOf = (shares: Shares, account: string) => shares.get(account)?.amount ?? 0n
  return [...new Set([...given.keys(), ...computed.keys()])].sort().flatMap((account) => {
    const [one, other] = [amountOf(given, account), amountOf(computed, account)]
    return one === other ? [] : [{ where: `published to ${account}`, given: `${one}`, computed: `${other}` }]
  })
}
