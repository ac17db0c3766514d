import { type Header, headerAt, type Rpc } from '../chain/rpc'
import { type Difference, type Figures, figureDifferences, potDifferences, type Witnessed } from '../figures'
import type { WitnessedProgram } from '../programs'
import type { SecondPeriod } from '../second'
import { figuresIn, type Report } from './report'

/** A period of a program, and the one before it. */
interface Of {
  readonly program: WitnessedProgram
  /** that its chain has published the report with, else its own */
  readonly ruleset: string
  readonly period: SecondPeriod
  readonly before: SecondPeriod | undefined
}

/** Every figure of a report that is not what was computed; what only its hash vouches for is not among them. */
export function reportDifferences(report: Report, { figures, pots }: Witnessed, of: Of): Difference[] {
  const { program, ruleset, period, before } = of
  const wanted = { ...identityOf(program, period), ruleset, ...figures, ...linksOf(report, before, figures) }
  const given = report.pots && new Map(report.pots.map((pot) => [pot.name, figuresIn(pot)]))
  return [
    ...figureDifferences(figuresIn(JSON.parse(report.text)), wanted),
    ...(given ? potDifferences(given, pots) : []),
  ]
}

/** What a report says of itself that is no matter of computing. */
function identityOf(
  { network, chainId, name, programId, asset }: WitnessedProgram,
  { id, number, start, end }: SecondPeriod,
) {
  return {
    ...{ network, chainId: `${chainId}`, program: name, programId, asset },
    ...{ 'period.id': id, 'period.number': number, 'period.start': `${start}`, 'period.end': `${end}` },
  }
}

/** What a report repeats of its figures, and the report before it: none for a program's first. */
function linksOf({ network, program, pinned }: Report, before: SecondPeriod | undefined, figures: Figures): Figures {
  const previous = before && {
    'inputs.previous.id': `${network}:${program}:${before.id}`,
    'inputs.previous.carry': figures['totals.carryIn']!,
  }
  return {
    ...{ format: 'assay-report/v1', time: `${pinned.time}`, 'carry.owner': `next pot of ${program}` },
    'inputs.revenue.amount': figures['totals.revenue']!,
    ...(previous ?? { 'inputs.previous': null }),
  }
}

/** The pinned block is the last before the period's end. */
export async function pinDifferences(
  rpc: Rpc,
  { pinned }: Report,
  { end }: SecondPeriod,
  final: Header,
): Promise<Difference[]> {
  const differs = (where: string, given: unknown, computed: unknown) => ({
    where,
    given: `${given}`,
    computed: `${computed}`,
  })
  if (pinned.number >= final.number) return [differs('pinned.number', pinned.number, `below ${final.number}`)]
  const [there, next] = await Promise.all([headerAt(rpc, pinned.number), headerAt(rpc, pinned.number + 1)])
  return [
    ...(there.hash === pinned.hash ? [] : [differs('pinned.hash', pinned.hash, there.hash)]),
    ...(there.time === pinned.time ? [] : [differs('pinned.time', pinned.time, there.time)]),
    ...(there.time < end && next.time >= end
      ? []
      : [differs('pinned.number', pinned.number, `the last before ${end}`)]),
  ]
}
