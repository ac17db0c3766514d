import type { Profile } from '../../config/profile'
import { type Period, parsePeriod, UTC_MONTH } from '../../economics/period'
import { AssayError } from '../../errors'
import { finalBlock } from '../../ledger/blocks'
import type { Progress } from '../../ledger/progress'
import type { PeriodFigures } from '../../ledger/staking/periodFigures'
import type { Snapshot } from '../../postgres/snapshot'
import { reported } from './closedFigures'
import { listDistributions } from './distributions'

/** The program whose figures are known before its period closes: its inputs are rows of the ledger. */
const MONTHLY_STAKERS = 'destra.stakers.monthly'

/**
 * The same figures of an open period if it ended now, over final rows: revenue received so far, positions as they stand. Null for every program but the stakers' monthly one.
 * @throws AssayError E-BAD-INPUT when `id` is not a month
 */
export async function openFigures(
  snapshot: Snapshot,
  profile: Profile,
  progress: Progress,
  program: string,
  id: string | null,
): Promise<PeriodFigures | null> {
  if (program !== MONTHLY_STAKERS || id === null) return null
  const period = monthOf(id)
  const at = progress.finalized ?? -1
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
    pot: BigInt(revenue!.pot) + (await carryBefore(snapshot, profile, program, period)),
    start: period.start,
    end: period.end,
    totalWeight: BigInt(weight!.total),
    block: await finalBlock(snapshot, profile, progress),
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

/** The carry of the newest report, where it is of an earlier month. */
async function carryBefore(snapshot: Snapshot, profile: Profile, program: string, period: Period): Promise<bigint> {
  if (!(await snapshot.hasTable('public.report'))) return 0n
  const filter = { network: profile.name, program, states: reported }
  const [newest] = await listDistributions(snapshot, filter, { first: 1 })
  return newest?.report && newest.end <= period.start ? newest.report.carry : 0n
}
