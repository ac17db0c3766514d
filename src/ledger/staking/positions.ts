import { DAY, nextPeriod, type Period, periodContaining, UTC_MONTH } from '../../economics/period'
import type { StakedPosition } from '../../economics/rewards/ethMonth'
import type { Rows } from '../../economics/rewards/rows'
import { eligibleAt, weightOf } from '../../economics/staking'
import type { BlockNumber, Seconds } from '../../economics/units'
import { pagesOf } from '../../postgres/pages'
import type { Queryable } from '../../postgres/queryable'
import type { AsText } from '../asText'
import { type OpenPosition, PositionTable } from './positionTable'

/** A row of `position`, numerics as text. */
export interface PositionRow {
  readonly id: string
  readonly network: string
  readonly pool: string
  readonly owner: string
  readonly index: number
  readonly amount: string
  readonly multiplier: number
  readonly lockSeconds: Seconds
  readonly thresholdSeconds: Seconds
  readonly start: Seconds
  readonly unlock: Seconds
  readonly status: string
  readonly openedBlock: BlockNumber
  readonly openedBy: string
  readonly closedBlock: BlockNumber | null
  readonly closedAt: Seconds | null
  readonly closedBy: string | null
  readonly penalty: string | null
}

export const positionColumns = `id, network, pool, owner, index, amount, multiplier, lock_seconds as "lockSeconds",
  threshold as "thresholdSeconds", start, unlock, status, opened_block as "openedBlock", opened_by as "openedBy",
  closed_block as "closedBlock", closed_time as "closedAt", closed_by as "closedBy", penalty`

export function positionWeight(row: PositionRow): bigint {
  return weightOf({ amount: BigInt(row.amount), multiplier: row.multiplier })
}

/** Lock in whole days, the name its tier goes by. */
export function tierDays(lockSeconds: Seconds): number {
  return Math.floor(lockSeconds / DAY)
}

/** The UTC months whose end this position is eligible at: start + threshold ≤ end < start + lock + threshold. */
export function eligibleMonths(row: PositionRow): Period[] {
  const stake = {
    amount: BigInt(row.amount),
    multiplier: row.multiplier,
    lockSeconds: row.lockSeconds,
    start: row.start,
    threshold: row.thresholdSeconds,
  }
  const months: Period[] = []
  const last = row.start + row.lockSeconds + row.thresholdSeconds
  for (let month = periodContaining(UTC_MONTH, row.start); month.start < last; month = nextPeriod(UTC_MONTH, month)) {
    if (eligibleAt(stake, month.end)) months.push(month)
  }
  return months
}

/** A position earns a period only if it is still held at the period's end. */
export function heldAt(row: PositionRow, end: Seconds): boolean {
  return row.closedAt === null || row.closedAt >= end
}

/** Rows of a page: two megabytes, so that a million stakes are never rows and a table at once. */
const PAGE = 10_000

/**
 * Stakes open at a block: made at or before it, not closed at or before it; in any order. Their closing after the block
 * is no input. The caller holds a transaction.
 */
export async function positionsAt(db: Queryable, network: string, block: BlockNumber): Promise<Rows<StakedPosition>> {
  const table = new PositionTable(PAGE)
  const pages = pagesOf<AsText<OpenPosition>>(
    db,
    `select id, owner, amount, multiplier, "start", lock_seconds as "lockSeconds", threshold from "position"
     where network = $1 and opened_block <= $2 and (closed_block is null or closed_block > $2)`,
    [network, block],
    PAGE,
  )
  for await (const page of pages) table.add(page)
  return table
}
