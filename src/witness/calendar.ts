import type { WitnessedProgram } from './programs'
import type { Asked } from './rows'
import type { SecondPeriod } from './second'
import { statementOf } from './statement'

/**
 * A program's periods that are over at a time, oldest first, from the one that has its first receipt.
 * @param since time of the first block that is read: an epoch that ended before it has no block to be pinned at
 */
export async function closedPeriods(
  asked: Asked,
  { network, periods }: Pick<WitnessedProgram, 'network' | 'periods'>,
  { since, until }: { readonly since: number; readonly until: number },
): Promise<SecondPeriod[]> {
  if ('once' in periods) return periods.once.end <= until ? [periods.once] : []
  const { rows } =
    'epochs' in periods
      ? await asked.query(statementOf('epochs'), [network, since, until])
      : await asked.query(statementOf('calendar'), [network, periods.since, periods.step, until])
  return (rows as Omit<SecondPeriod, 'evidence'>[]).map((each) => ({ ...each, evidence: null }))
}
