import { rulesetNamed } from '../../economics/rewards/registry'
import { destraTiers, type TierYield, tierYield } from '../../economics/yield'
import type { Queryable } from '../../postgres/queryable'
import type { BlockPin } from '../distribution'
import { listDistributions } from './distributions'

/** What a closed period paid each tier, and of which report and block that is said. */
export interface PeriodYields {
  readonly distribution: string
  readonly program: string
  readonly ruleset: string
  readonly period: string
  readonly asset: string
  readonly block: BlockPin
  readonly reportHash: string
  readonly yields: readonly TierYield[]
}

/**
 * Realised yields of a period, or of the latest reported one when none is named; null when it has no report.
 * Total weight is Σ amount × multiplier of what was eligible at the period's end.
 */
export async function tierYields(
  db: Queryable,
  network: string,
  program: string,
  period?: string,
): Promise<PeriodYields | null> {
  const page = await listDistributions(
    db,
    { network, program, ...(period !== undefined && { period }), states: reported },
    { first: 1 },
  )
  const distribution = page[0]
  // Only stakes have tiers: a program of nodes or voters has no yield of this kind.
  if (!distribution?.report || rulesetNamed(distribution.ruleset).stakedWeight === undefined) return null
  const { report, start, end } = distribution
  return {
    distribution: distribution.id,
    program: distribution.program,
    ruleset: distribution.ruleset,
    period: distribution.period,
    asset: distribution.asset,
    block: report.pinned,
    reportHash: report.reportHash,
    yields: destraTiers.map((tier) =>
      tierYield(tier, { start, end, pot: report.pot, totalWeight: report.stakedWeight }),
    ),
  }
}

const reported = ['computed', 'verified', 'approved', 'published', 'settled'] as const
