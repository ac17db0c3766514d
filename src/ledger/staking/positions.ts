import { DAY, nextPeriod, type Period, periodContaining, UTC_MONTH } from '../../economics/period'
import { eligibleAt, weightOf } from '../../economics/staking'

/** A row of `position`, numerics as text. */
export interface PositionRow {
  readonly id: string
  readonly network: string
  readonly pool: string
  readonly owner: string
  readonly index: number
  readonly amount: string
  readonly multiplier: number
  readonly lockSeconds: number
  readonly thresholdSeconds: number
  readonly start: number
  readonly unlock: number
  readonly status: string
  readonly openedBlock: number
  readonly openedBy: string
  readonly closedBlock: number | null
  readonly closedAt: number | null
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
export function tierDays(lockSeconds: number): number {
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

/** It earns a period only while it is still held at the period's end. */
export function heldAt(row: PositionRow, end: number): boolean {
  return row.closedAt === null || row.closedAt >= end
}
