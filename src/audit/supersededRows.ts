import type { Queryable } from '../postgres/queryable'
import { type Difference, figureDifferences, potDifferences, type Witnessed } from '../witness/figures'
import { figuresIn, potsOf as potsOfReport } from '../witness/folder/report'
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
  corrected: Corrected,
): Promise<Difference[]> {
  const said = figuresIn(JSON.parse(report))
  const prefix = 'superseded report, '
  const named = potsOfReport(JSON.parse(report))
  const pots = named.size > 0 ? named : corrected.given.pots
  return [
    ...figureDifferences(
      { 'published root and total': onChain },
      { 'published root and total': root == null ? null : `${root} ${given['totals.distributed']}` },
    ),
    ...figureDifferences(figures, { root: root ?? null, 'totals.distributed': given['totals.distributed']! }),
    ...Object.keys(figures).flatMap((name) =>
      name in said ? figureDifferences(figures, { [name]: said[name]! }, prefix) : [],
    ),
    ...potDifferences(await potsOf(db, id), pots).map((each) => ({ ...each, where: prefix + each.where })),
    ...amountDifferences(shares, corrected.given.shares),
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
