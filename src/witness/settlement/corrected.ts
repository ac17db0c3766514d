import {
  type Difference,
  type Ever,
  type Figures,
  figureDifferences,
  type Witnessed,
  witnessed,
  witnessedShares,
} from '../figures'
import { figuresIn, potsOf, sha256Of } from '../folder/report'
import type { WitnessedProgram } from '../programs'
import type { Second } from '../second'
import { type Amounts, amountsIn, overlaid, placeKey, potsIn, sharesIn } from './amounts'
import type { CorrectedRow, Correction } from './filed'

/** A published report that another one supersedes. */
export interface Superseded {
  readonly id: string
  readonly report: string
  /** of the report, as the chain was told; where nobody was paid, as the report after it says; null: nobody does */
  readonly sealed: string | null
  /** oldest first, one at least */
  readonly corrections: readonly Correction[]
}

/** A corrected period. */
export interface Corrected {
  /** what its published report gave */
  readonly gave: Amounts
  /** what each correction says is right, by its number; of the newest, what was computed */
  readonly right: ReadonlyMap<number, Amounts>
  /** what the published report is to be, by what it gave */
  readonly given: Witnessed
  /** what it carried, by pot */
  readonly carry: Readonly<Record<string, string>>
  readonly differences: readonly Difference[]
}

/**
 * A period that was published wrongly. The newest correction must be what was computed. What was published is that, but
 * where the correction says otherwise: whether it said the truth, the published root and report tell. A correction that was
 * itself corrected had other inputs, which are gone; what it said is held by its own report, by root and pots.
 * @param plain the period as it is computed
 */
export function correctedPeriod(
  program: WitnessedProgram,
  plain: Second,
  { id, report, sealed, corrections }: Superseded,
  ever: Ever | null,
): Corrected {
  const newest = corrections[corrections.length - 1]!
  const computed = amountsIn(plain)
  const gave = overlaid(computed, newest.amounts, 'published')
  const of = (amounts: Amounts) => witnessedShares(program, plain.period, sharesIn(amounts), ever)
  const given = of(gave)
  const right = new Map<number, Amounts>()
  const differences = publishedDifferences(report, sealed, gave, given)
  for (const correction of corrections) {
    const { number, amounts } = correction
    const prefix = `correction ${number}, `
    const says = overlaid(gave, amounts, 'correct')
    right.set(number, correction === newest ? computed : says)
    differences.push(
      ...figureDifferences(
        { sha256: correction.sha256, ...supersedesIn(correction.report) },
        { sha256: sha256Of(correction.report), id, published: sha256Of(report), number: `${number}` },
        prefix,
      ),
      ...rowDifferences(amounts, gave, 'published', prefix),
    )
    if (correction === newest) {
      const all = witnessed(program, plain, ever)
      differences.push(...rowDifferences(amounts, computed, 'correct', prefix))
      differences.push(...figureDifferences(figuresIn(JSON.parse(correction.report)), all.figures, prefix))
    }
    differences.push(...heldDifferences(correction.report, says, of(says), prefix))
  }
  return { gave, right, given, carry: carriedBy(report, gave), differences }
}

function supersedesIn(report: string): Figures {
  const {
    'supersedes.id': id,
    'supersedes.sha256': published,
    'supersedes.number': number,
  } = figuresIn(JSON.parse(report))
  return { id: id ?? null, published: published ?? null, number: number ?? null }
}

function publishedDifferences(report: string, sealed: string | null, gave: Amounts, given: Witnessed): Difference[] {
  const prefix = 'superseded report, '
  const pots = [...potsOf(JSON.parse(report), onlyPot(gave))].flatMap(
    ([name, { received, carryIn, distributed, carry }]) => {
      const left = [received, carryIn, `-${distributed}`].reduce((sum, amount) => sum + BigInt(amount!), 0n)
      return figureDifferences({ carry: carry! }, { carry: `${left}` }, `${prefix}pot ${name}, `)
    },
  )
  return [
    ...(sealed === null ? [] : figureDifferences({ sha256: sha256Of(report) }, { sha256: sealed }, prefix)),
    ...heldDifferences(report, gave, given, prefix),
    ...pots,
  ]
}

/** A report beside amounts that it holds by its root, its sums and what its pots received and gave. */
function heldDifferences(report: string, amounts: Amounts, { figures }: Witnessed, prefix: string): Difference[] {
  const body = JSON.parse(report) as object
  const held = Object.entries(figures).filter(
    ([name]) => ['root', 'totals.distributed', 'totals.leaves'].includes(name) || name.startsWith('cumulative.'),
  )
  const pots = potsIn(amounts)
  const said = potsOf(body, onlyPot(amounts))
  const ofPots = [...new Set([...pots.keys(), ...said.keys()])].sort().flatMap((name) => {
    const { received, distributed } = pots.get(name) ?? { received: 0n, distributed: 0n }
    const { received: one = '0', distributed: other = '0' } = said.get(name) ?? {}
    const wanted = { received: `${received}`, distributed: `${distributed}` }
    return figureDifferences({ received: one, distributed: other }, wanted, `${prefix}pot ${name}, `)
  })
  return [...figureDifferences(figuresIn(body), Object.fromEntries(held), prefix), ...ofPots]
}

/** What a report that has one pot only does not name. */
function onlyPot(amounts: Amounts): string {
  const pots = [...potsIn(amounts)]
  const used = pots.filter(([, { received, distributed }]) => received > 0n || distributed > 0n)
  return (used.length === 1 ? used : pots)[0]?.[0] ?? 'main'
}

function rowDifferences(
  rows: readonly CorrectedRow[],
  amounts: Amounts,
  field: 'published' | 'correct',
  prefix: string,
): Difference[] {
  return rows.flatMap((row) => {
    const { pot, account } = row
    const computed = amounts.get(placeKey(row)) ?? 0n
    if (BigInt(row[field]) === computed) return []
    return [{ where: `${prefix}${field} of ${account} in ${pot}`, given: row[field], computed: `${computed}` }]
  })
}

function carriedBy(report: string, gave: Amounts): Record<string, string> {
  return Object.fromEntries([...potsOf(JSON.parse(report), onlyPot(gave))].map(([name, { carry }]) => [name, carry!]))
}
