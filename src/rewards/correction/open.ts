import type { Period } from '../../economics/period'
import type { Amounts } from '../../economics/rewards/corrected'
import type { Queryable } from '../../postgres/queryable'
import { distributionId } from '../distribution'
import { isOpen, type OpenCorrection } from './correction'
import { SettledSince } from './settledSince'
import { storedCorrections, storedSettlements } from './stored'

interface Of {
  readonly network: string
  readonly name: string
}

/**
 * The newest correction of each distribution of a program of which something is due, with what was settled so far. A
 * period settles nothing of itself, and nothing twice: only of reports that come after the corrected one.
 */
export async function openCorrections(db: Queryable, program: Of, period: Period): Promise<OpenCorrection[]> {
  const own = distributionId(program.network, program.name, period.id)
  const newest = newestOf(await storedCorrections(db, program)).filter(({ supersedes }) => supersedes.id !== own)
  if (newest.length === 0) return []
  const since = await settledSince(db, program)
  return newest.map((each) => withSettled(each, since.of(each.supersedes.id))).filter(isOpen)
}

/** Of each distribution the correction that supersedes the others. */
export function newestOf<C extends OpenCorrection>(corrections: readonly C[]): C[] {
  return [...new Map(corrections.map((each) => [each.supersedes.id, each])).values()]
}

export async function settledSince(db: Queryable, program: Of): Promise<SettledSince> {
  const since = new SettledSince()
  for (const file of (await storedSettlements(db, program)).values()) since.add(file)
  return since
}

/** A correction as it stands after what was settled of it; made again, it names the accounts of before too. */
export function withSettled(correction: OpenCorrection, settled: Amounts): OpenCorrection {
  const { number, supersedes, sha256, body, evidence } = correction
  const amounts = correction.amounts.map((each) => {
    return { ...each, before: settled.get(each.pot)?.get(each.account) ?? 0n }
  })
  return { number, supersedes, sha256, body, evidence, amounts }
}
