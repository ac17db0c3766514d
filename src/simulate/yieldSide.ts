import type { Profile } from '../config/profile'
import type { Ruleset } from '../economics/rewards/ruleset'
import { monthsBetween } from '../economics/scenario/domain'
import { forecastYield } from '../economics/scenario/forecast'
import { foldYields, type RevenueMonth, type YieldMonth } from '../economics/scenario/yield'
import { lastBlockBefore } from '../ledger/blocks'
import { firstRevenue, revenueWithin } from '../ledger/revenue'
import { positionsAt } from '../ledger/staking/positions'
import type { Snapshot } from '../postgres/snapshot'
import { refusal, type Scenario } from './scenario'
import { bothSides, type Sides } from './sides'
import type { Span } from './span'
import type { Extent } from './supplyHistory'

/** A program of the network: in what it pays, and by which ruleset. */
export interface PayingProgram {
  readonly asset: string
  readonly ruleset: Ruleset
}

/** Yields of stakes in every month, those to come included; null where no program pays stakers by the month. */
export async function yieldSides(
  snapshot: Snapshot,
  profile: Profile,
  programs: readonly PayingProgram[],
  { revenueSplitBps }: Scenario,
  span: Span,
  extent: Extent,
  origin: string,
): Promise<Sides<YieldMonth[]> | null> {
  const program = programs.find(({ ruleset }) => ruleset.stakedWeight !== undefined)
  if (!program) {
    if (revenueSplitBps) throw refusal('revenueSplitBps', `${profile.name} has no program that pays stakers`, origin)
    return null
  }
  const { decimals } = profile.token
  const history = await readRevenueMonths(snapshot, profile, program, span, extent)
  const first = history.length - span.months.length
  return bothSides((which) => {
    const replaced = which === 'whatIf' && revenueSplitBps ? [{ fromBlock: 0, ...revenueSplitBps }] : undefined
    const months = history.map((month, at) => (replaced && at >= first ? { ...month, splits: replaced } : month))
    const folded = foldYields(months, program.ruleset, decimals).slice(-span.months.length)
    return [...folded, ...span.forecast.map((month) => forecastYield(folded.slice(-span.basis), month, decimals))]
  })
}

/** From the program's first month on, which may be before the scenario's: what is carried comes from there. */
async function readRevenueMonths(
  snapshot: Snapshot,
  profile: Profile,
  { asset }: PayingProgram,
  { months }: Span,
  { head }: Extent,
): Promise<RevenueMonth[]> {
  const begun = await firstRevenue(snapshot, profile.name, asset, head.number)
  const start = Math.min(begun ?? months[0]!.start, months[0]!.start)
  const revenue: RevenueMonth[] = []
  for (const period of monthsBetween(start, months.at(-1)!.start)) {
    const received = { network: profile.name, asset, part: 'amount' } as const
    const pinned = await lastBlockBefore(snapshot, profile.name, period.end)
    revenue.push({
      period,
      receipts: await revenueWithin(snapshot, received, period, head.number),
      positions: await positionsAt(snapshot, profile.name, pinned?.number ?? -1),
      splits: profile.revenueSplitBps,
    })
  }
  return revenue
}
