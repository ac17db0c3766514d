import type { Period } from '../../economics/period'
import type { StakedPosition } from '../../economics/rewards/eth-month'
import type { Hash, Seconds } from '../../economics/units'
import type { Queryable } from '../db'
import type { BlockPin } from '../distribution'
import type { Program } from '../programs'
import type { ReportInputs } from '../report/build'

/** Time of the program's first revenue, final at block `height`; null before there is any. */
export async function firstRevenueTime(db: Queryable, program: Program, height: number): Promise<Seconds | null> {
  const { rows } = await db.query<{ time: number | null }>(
    'select min(block_time) as time from revenue where network = $1 and asset = $2 and block <= $3',
    [program.network, program.asset, height],
  )
  return rows[0]!.time
}

/** Stakes open at a block: made at or before it, not closed at or before it. */
export async function positionsAt(db: Queryable, network: string, block: number): Promise<StakedPosition[]> {
  const { rows } = await db.query<{
    id: string
    owner: string
    amount: string
    multiplier: number
    start: number
    lock_seconds: number
    threshold: number
  }>(
    `select id, owner, amount, multiplier, "start", lock_seconds, threshold from "position"
     where network = $1 and opened_block <= $2 and (closed_block is null or closed_block > $2)
     order by id collate "C"`,
    [network, block],
  )
  return rows.map((row) => ({
    id: row.id,
    owner: row.owner,
    amount: BigInt(row.amount),
    multiplier: row.multiplier,
    start: row.start,
    lockSeconds: row.lock_seconds,
    threshold: row.threshold,
    // What happens to it after the pinned block is not an input.
    closedTime: null,
  }))
}

/** The stakers' part of each receipt with start ≤ time < end. */
async function stakersRevenue(db: Queryable, program: Program, period: Period, block: number) {
  const { rows } = await db.query<{ id: string; stakers: string }>(
    `select id, stakers from revenue
     where network = $1 and asset = $2 and block_time >= $3 and block_time < $4 and block <= $5
     order by id collate "C"`,
    [program.network, program.asset, period.start, period.end, block],
  )
  return rows.map((row) => ({ id: row.id, amount: BigInt(row.stakers) }))
}

/** @param previous the report before this one; what makes carries a chain */
export async function readInputs(
  db: Queryable,
  program: Program,
  period: Period,
  pinned: BlockPin,
  previous: ReportInputs['previous'],
): Promise<ReportInputs> {
  const positions = await positionsAt(db, program.network, pinned.number)
  const revenue = await stakersRevenue(db, program, period, pinned.number)
  return { program, period, pinned, positions, revenue, previous }
}

/** The program's latest report whose period ends at or before `start`; null when this is its first. */
export async function previousReport(db: Queryable, program: Program, start: Seconds) {
  const { rows } = await db.query<{ id: string; period_end: number; sha256: string; carry: string }>(
    `select d.id, d.period_end, r.sha256, r.carry from distribution d join report r on r.distribution_id = d.id
     where d.network = $1 and d.program = $2 and d.period_end <= $3 order by d.period_end desc limit 1`,
    [program.network, program.name, start],
  )
  const row = rows[0]
  if (row === undefined) return null
  return { end: row.period_end, report: { id: row.id, sha256: row.sha256 as Hash, carry: BigInt(row.carry) } }
}
