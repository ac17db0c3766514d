import { rulesetNamed } from '../../economics/rewards/registry'
import type { PeriodFigures } from '../../ledger/staking/periodFigures'
import type { Queryable } from '../../postgres/queryable'
import { listDistributions } from './distributions'

/**
 * Figures that the yields of a closed period follow from, by its report; of the latest reported period when none is named.
 * Null without a report, and for a program of nodes or voters: only stakes have tiers.
 */
export async function closedFigures(
  db: Queryable,
  network: string,
  program: string,
  period?: string,
): Promise<PeriodFigures | null> {
  const [distribution] = await listDistributions(
    db,
    { network, program, ...(period !== undefined && { period }), states: reported },
    { first: 1 },
  )
  if (!distribution?.report || rulesetNamed(distribution.ruleset).stakedWeight === undefined) return null
  const { ruleset, start, end, report } = distribution
  const { number, hash, time } = report.pinned
  return {
    ruleset,
    period: distribution.period,
    pot: report.pot,
    start,
    end,
    totalWeight: report.stakedWeight,
    // a report pins a final block: that is what makes it a report
    block: { number, hash, timestamp: time, final: true },
    provisional: false,
  }
}

/** States of a distribution that has a report. */
export const reported = ['computed', 'verified', 'empty', 'approved', 'published', 'settled'] as const
