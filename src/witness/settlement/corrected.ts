import {
  type Difference,
  type Ever,
  type Figures,
  figureDifferences,
  potDifferences,
  type Witnessed,
  witnessed,
} from '../figures'
import { figuresIn, potsOf, sha256Of } from '../folder/report'
import type { WitnessedProgram } from '../programs'
import type { Second } from '../second'
import { type Amounts, amountsIn, overlaid, placeKey, withAmounts } from './amounts'
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
  /** what the published report is to be by what it gave, but for weights */
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
  const published = withAmounts(plain, gave)
  const given = unweighed(witnessed(program, published, ever))
  const right = new Map<number, Amounts>()
  const differences = [
    ...figureDifferences({ sha256: sha256Of(report) }, { sha256: sealed }, 'superseded report, '),
    ...bodyDifferences(report, given, 'superseded report, '),
  ]
  for (const correction of corrections) {
    const { number, amounts } = correction
    const isNewest = correction === newest
    const says = overlaid(gave, amounts, 'correct')
    right.set(number, isNewest ? computed : says)
    const prefix = `correction ${number}, `
    const held = isNewest
      ? witnessed(program, plain, ever)
      : unweighed(witnessed(program, withAmounts(plain, says), ever))
    differences.push(
      ...figureDifferences(
        { sha256: correction.sha256, ...supersedesIn(correction.report) },
        { sha256: sha256Of(correction.report), id, published: sha256Of(report), number: `${number}` },
        prefix,
      ),
      ...rowDifferences(amounts, gave, 'published', prefix),
      ...(isNewest ? rowDifferences(amounts, computed, 'correct', prefix) : []),
      ...bodyDifferences(correction.report, held, prefix),
    )
  }
  const carry = Object.fromEntries(published.pots.map((pot) => [pot.name, `${pot.carry}`]))
  return { gave, right, given, carry, differences }
}

function supersedesIn(report: string): Figures {
  const {
    'supersedes.id': id,
    'supersedes.sha256': published,
    'supersedes.number': number,
  } = figuresIn(JSON.parse(report))
  return { id: id ?? null, published: published ?? null, number: number ?? null }
}

/** What does not tell by amounts alone: who took part with a share of 0, and what anything was divided by. */
function unweighed(of: Witnessed): Witnessed {
  const { 'totals.weight': _, 'totals.participants': __, ...figures } = of.figures
  const pots = new Map([...of.pots].map(([name, { weight: _, divided: __, ...pot }]) => [name, pot]))
  return { ...of, figures, pots }
}

function bodyDifferences(report: string, { figures, pots }: Witnessed, prefix: string): Difference[] {
  const body = JSON.parse(report) as object
  const said = potsOf(body)
  return [
    ...figureDifferences(figuresIn(body), figures, prefix),
    ...(said.size === 0 ? [] : potDifferences(said, pots).map((each) => ({ ...each, where: prefix + each.where }))),
  ]
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
