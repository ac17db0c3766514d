import type { Profile } from '../config/profile'
import { monthsBetween } from '../economics/scenario/domain'
import { forecastYield } from '../economics/scenario/forecast'
import { foldYields, type RevenueMonth, type YieldMonth } from '../economics/scenario/yield'
import { lastBlockBefore } from '../ledger/blocks'
import type { Snapshot } from '../postgres/snapshot'
import { type Program, programsOf } from '../rewards/programs'
import { refusal, type Scenario } from './scenario'
import { bothSides, type Sides } from './sides'
import type { Span } from './span'
import type { Extent } from './supplyHistory'

/** Yields of stakes in every month, those to come included; null where no program pays stakers by the month. */
export async function yieldSides(
  snapshot: Snapshot,
  profile: Profile,
  { revenueSplitBps }: Scenario,
  span: Span,
  extent: Extent,
  origin: string,
): Promise<Sides<YieldMonth[]> | null> {
  const program = programsOf(profile).find(({ ruleset }) => ruleset.stakedWeight !== undefined)
  if (!program) {
    if (revenueSplitBps) throw refusal('revenueSplitBps', `${profile.name} has no program that pays stakers`, origin)
    return null
  }
  const history = await readRevenueMonths(snapshot, profile, program, span, extent)
  const first = history.length - span.months.length
  return bothSides((which) => {
    const replaced = which === 'whatIf' && revenueSplitBps ? [{ fromBlock: 0, ...revenueSplitBps }] : undefined
    const months = history.map((month, at) => (replaced && at >= first ? { ...month, splits: replaced } : month))
    const known = foldYields(months, program.ruleset).slice(-span.months.length)
    return [...known, ...span.forecast.map((month) => forecastYield(known.slice(-span.basis), month))]
  })
}

/** From the program's first month on, which may be before the scenario's: what is carried comes from there. */
async function readRevenueMonths(
  snapshot: Snapshot,
  profile: Profile,
  program: Program,
  { months }: Span,
  { head }: Extent,
): Promise<RevenueMonth[]> {
  const { schedule } = program.source
  const begun = 'first' in schedule ? await schedule.first(snapshot, program, head.number) : null
  const start = Math.min(begun ?? months[0]!.start, months[0]!.start)
  const revenue: RevenueMonth[] = []
  for (const period of monthsBetween(start, months.at(-1)!.start)) {
    const receipts = await snapshot.rows<{ amount: string; block: number }>(
      `select amount::text as amount, block from revenue
       where network = $1 and asset = $2 and block_time >= $3 and block_time < $4 and block <= $5 order by id collate "C"`,
      [profile.name, program.asset, period.start, period.end, head.number],
    )
    const pinned = await lastBlockBefore(snapshot, profile.name, period.end)
    revenue.push({
      period,
      receipts: receipts.map(({ amount, block }) => ({ amount: BigInt(amount), block })),
      positions: await program.source.entries(snapshot, program, period, pinned?.number ?? -1, null),
      splits: profile.revenueSplitBps,
    })
  }
  return revenue
}
