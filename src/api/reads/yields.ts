import type { Profile } from '../../config/profile'
import { type Period, parsePeriod, UTC_MONTH } from '../../economics/period'
import { destraTiers, tierYield } from '../../economics/yield'
import { AssayError } from '../../errors'
import { type BlockRef, headRef, isFinal, lag, type Progress, requireProgress } from '../../ledger/progress'
import { listDistributions, tierYields } from '../../rewards/read'
import type { Context } from '../context'
import type { PeriodFigures } from './periodFigures'
import { POOL_PROGRAM, poolFigures } from './poolYields'
import { yieldAnswer } from './yieldAnswer'
import { yieldPrice } from './yieldPrice'

/** The program whose open period can be told before it closes. */
const MONTHLY_STAKERS = 'destra.stakers.monthly'

/**
 * Realised yields of a closed period, or of the newest one; of an open period what it would pay if it ended now.
 * @throws AssayError E-BAD-INPUT for a program or period that this network does not have; E-NOT-INDEXED-YET
 */
export async function readYields(context: Context, profile: Profile, program: string, period: string | null) {
  if (!programNames(profile).includes(program)) {
    throw new AssayError('E-BAD-INPUT', `${profile.name} has no program ${JSON.stringify(program.slice(0, 60))}`, {
      next: `Its programs: ${programNames(profile).join(', ') || 'none'}.`,
      details: { field: 'program' },
    })
  }
  const chainHead = context.chainHeads.during(context.snapshot, profile)
  const progress = await requireProgress(context.snapshot, profile)
  const { stale } = lag(profile, progress, await chainHead)
  const figures =
    program === POOL_PROGRAM
      ? await poolFigures(context.snapshot, profile, period, await finalBlock(context, profile, progress))
      : ((await closed(context, profile, program, period)) ?? (await open(context, profile, progress, program, period)))
  if (!figures) return []
  const priced = await yieldPrice(
    context.snapshot,
    profile,
    figures.provisional ? figures.block.timestamp : figures.end,
  )
  return destraTiers.map((tier) => ({
    network: profile.name,
    program,
    stale,
    ...yieldAnswer(tierYield(tier, figures), figures, priced),
  }))
}

/** A profile may name a program with its ruleset, `program@ruleset`. */
export function programNames(profile: Profile): string[] {
  return profile.programs.map((entry) => entry.split('@')[0]!)
}

async function closed(
  context: Context,
  profile: Profile,
  program: string,
  period: string | null,
): Promise<PeriodFigures | null> {
  if (!(await context.snapshot.hasTable('public.report'))) return null
  const found = await tierYields(context.snapshot, profile.name, program, period ?? undefined)
  const distribution = found && (await context.loaders.distribution.load(found.distribution))
  if (!distribution?.report) return null
  const { report } = distribution
  return {
    ruleset: distribution.ruleset,
    period: distribution.period,
    pot: report.pot,
    start: distribution.start,
    end: distribution.end,
    totalWeight: report.stakedWeight,
    // a report pins a final block: that is what makes it a report
    block: { number: report.pinned.number, hash: report.pinned.hash, timestamp: report.pinned.time, final: true },
    provisional: false,
  }
}

/** The same formula over final rows so far: revenue received, positions as they stand. */
async function open(
  context: Context,
  profile: Profile,
  progress: Progress,
  program: string,
  periodId: string | null,
): Promise<PeriodFigures | null> {
  if (program !== MONTHLY_STAKERS || periodId === null) return null
  const period = monthOf(periodId)
  const at = progress.finalized ?? -1
  const { snapshot } = context
  const [revenue] = await snapshot.rows<{ pot: string }>(
    `select coalesce(sum(stakers), 0)::text as pot from revenue
     where network = $1 and block_time >= $2::bigint and block_time < $3::bigint and block <= $4`,
    [profile.name, period.start, period.end, at],
  )
  const [weight] = await snapshot.rows<{ total: string }>(
    `select coalesce(sum(amount * multiplier), 0)::text as total from position
     where network = $1 and opened_block <= $3 and (closed_block is null or closed_block > $3)
       and start::bigint + threshold <= $2::bigint and start::bigint + lock_seconds + threshold > $2::bigint`,
    [profile.name, period.end, at],
  )
  return {
    ruleset: 'eth-month/v1',
    period: period.id,
    pot: BigInt(revenue!.pot) + (await carryBefore(context, profile, program, period)),
    start: period.start,
    end: period.end,
    totalWeight: BigInt(weight!.total),
    block: await finalBlock(context, profile, progress),
    provisional: true,
  }
}

function monthOf(id: string): Period {
  try {
    return parsePeriod(UTC_MONTH, id)
  } catch {
    throw new AssayError('E-BAD-INPUT', `not a period of this program: ${JSON.stringify(id.slice(0, 40))}`, {
      next: 'A month is written like 2026-09.',
      details: { field: 'period' },
    })
  }
}

async function carryBefore(context: Context, profile: Profile, program: string, period: Period): Promise<bigint> {
  if (!(await context.snapshot.hasTable('public.report'))) return 0n
  const [newest] = await listDistributions(
    context.snapshot,
    { network: profile.name, program, states: ['computed', 'verified', 'approved', 'published', 'settled'] },
    { first: 1 },
  )
  return newest?.report && newest.end <= period.start ? newest.report.carry : 0n
}

async function finalBlock(context: Context, profile: Profile, progress: Progress): Promise<BlockRef> {
  const [row] = await context.snapshot.rows<{ number: number; hash: string; time: number }>(
    'select number, hash, time from block where network = $1 and number <= $2 order by number desc limit 1',
    [profile.name, progress.finalized ?? -1],
  )
  if (!row) return headRef(progress)!
  return { number: row.number, hash: row.hash, timestamp: row.time, final: isFinal(progress, row.number) }
}
