import { AssayError } from '../errors'
import { sha256Of } from './folder/report'
import type { ToldSettlements } from './folder/settlements'
import type { Given } from './given'
import { isRulesetOf, needsEvidence, type WitnessedProgram } from './programs'
import type { SecondPeriod } from './second'

/**
 * The periods up to the last, each with its ruleset and its evidence. Where evidence of an earlier period is not at hand,
 * only the last is computed, from the carry that the report says it took over: `entered` tells it.
 */
export function withEvidence(
  closed: readonly SecondPeriod[],
  program: WitnessedProgram,
  { report, files, neighbours, evidence }: Given,
  published: ReadonlyMap<string, { readonly reportHash: string }>,
  { superseded }: Pick<ToldSettlements, 'superseded'>,
) {
  const last = closed.length - 1
  const name = (period: SecondPeriod) => `${report.network}:${report.program}:${period.id}`
  const rulesetAt = (period: SecondPeriod) => {
    const before = neighbours.get(name(period))
    const known = before && published.get(period.number)?.reportHash === before.sha256
    return known && isRulesetOf(program, before.ruleset) ? before.ruleset : program.ruleset
  }
  const periods = closed.map((period, at) => ({
    ...period,
    ruleset: at === last ? program.ruleset : rulesetAt(period),
    evidence:
      // What was sealed may be what was wrong.
      superseded.get(name(period))?.corrections.at(-1)?.evidence ??
      (at === last ? files?.get('evidence.ndjson') : evidence.get(name(period))) ??
      null,
  }))
  if (!needsEvidence(program)) return { periods, entered: [], carry: {} }
  const own = periods[last]!.evidence
  if (own === null)
    throw new AssayError(
      'E-REPORT-FILE',
      `${report.program} is computed from evidence that no chain holds, and there is none`,
      {
        next: 'Give the folder of the distribution, with its evidence.ndjson.',
      },
    )
  const entered = [`evidence ${sha256Of(own)}`]
  if (periods.every((each) => each.evidence !== null)) return { periods, entered, carry: {} }
  const carry = report.pots
    ? Object.fromEntries(report.pots.map((pot) => [pot.name, pot.carryIn]))
    : { main: report.inputs.previous?.carry ?? '0' }
  return { periods: [periods[last]!], entered: [...entered, `carry of ${report.inputs.previous?.id}`], carry }
}
