import { AssayError } from '../errors'
import type { Published } from './chain/held'
import { type Difference, figureDifferences, type Witnessed, witnessed } from './figures'
import type { Lie } from './folder/lie'
import { idOf } from './folder/neighbours'
import { CORRECTIONS, type ToldSettlements } from './folder/settlements'
import type { Given } from './given'
import type { WitnessedProgram } from './programs'
import type { Asked } from './rows'
import { type SecondPeriod, secondOf } from './second'
import { type Corrected, correctedPeriod } from './settlement/corrected'
import { Settlements } from './settlement/settlements'

interface Computing {
  /** the last is the report's */
  readonly periods: readonly (SecondPeriod & { readonly ruleset: string })[]
  readonly carry: Readonly<Record<string, string>>
  /** the first of them */
  readonly from: { readonly id: string }
  readonly told: ToldSettlements
  /** what the chain was told, by number of the period */
  readonly published: ReadonlyMap<string, Published>
}

interface ComputedPeriod {
  /** what the report is to say; of one that is superseded, by what it gave */
  readonly computed: Witnessed
  /** null: no other report supersedes it */
  readonly corrected: Corrected | null
  readonly lies: readonly Lie[]
}

/**
 * The report's period, and of a cumulative program all since the one that it says it began with; where those are not
 * computed, its sums are added to those of the folder before it, whose root and hash hold them. A month that was published
 * wrongly carries what it was published with, and one that settles it is computed with what it settles; both are what the
 * chain was told.
 */
export async function computedOf(
  asked: Asked,
  program: WitnessedProgram,
  { report, sums }: Given,
  { periods, carry, from, told, published }: Computing,
): Promise<ComputedPeriod> {
  const since = report.cumulative?.since ?? periods[0]!.id
  const isWhole = periods.some(({ id }) => id === since)
  if (program.isCumulative && !isWhole && sums === null)
    throw new AssayError(
      'E-REPORT-FILE',
      `what ${idOf(report)} gave before ${from.id} is not computed, and not at hand`,
      {
        next: 'Lay the folder of the report before it beside it, with its claims.csv.',
      },
    )
  let before = isWhole ? new Map<string, bigint>() : new Map(sums ?? [])
  let [hasBegun, computed, corrected] = [!isWhole, undefined as Witnessed | undefined, null as Corrected | null]
  const lies: Lie[] = []
  const settlements = new Settlements(new Map([...told.superseded].map(([id, { corrections }]) => [id, corrections])))
  const carried = new Map<string, Readonly<Record<string, string>>>()
  const idAt = ({ id }: { readonly id: string }) => `${report.network}:${report.program}:${id}`
  const differ = (what: string, differences: readonly Difference[]) =>
    lies.push(...differences.map(({ where, given, computed: wanted }) => ({ what, where, found: given, wanted })))
  const marked = periods.map((period) => {
    const isCorrected = told.superseded.has(idAt(period)) || told.filed.has(idAt(period))
    return { ...period, isCorrected }
  })
  for await (const plain of secondOf(asked, program, marked, { carry, carried })) {
    const id = idAt(plain.period)
    hasBegun ||= plain.period.id === since
    const ever = program.isCumulative && hasBegun ? { since, before } : null
    const superseded = told.superseded.get(id)
    const file = told.filed.get(id) ?? null
    corrected = null
    if (superseded) {
      corrected = correctedPeriod(program, plain, superseded, ever)
      settlements.learn(id, corrected)
      carried.set(plain.period.id, corrected.carry)
      computed = corrected.given
      differ(id, corrected.differences)
    } else {
      const { second, differences } = settlements.settle(plain, file)
      carried.set(plain.period.id, Object.fromEntries(second.pots.map((pot) => [pot.name, `${pot.carry}`])))
      computed = witnessed(program, second, ever)
      differ(id === idOf(report) ? CORRECTIONS : `${CORRECTIONS} of ${id}`, differences)
    }
    if (superseded || file) differ(`chain of ${id}`, publishedDifferences(published.get(plain.period.number), computed))
    before = new Map(computed.sums ?? [])
  }
  return { computed: computed!, corrected, lies }
}

/** Root and total as the chain was told; of a period that pays nobody it is told nothing. */
function publishedDifferences(told: Published | undefined, { figures }: Witnessed): Difference[] {
  if (told === undefined) return []
  const { root, total } = told
  return figureDifferences({ root, total }, { root: figures.root!, total: figures['totals.distributed']! })
}
