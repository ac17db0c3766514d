import { THIRTY_DAYS } from '../period'
import type { Seconds } from '../units'

/** The stored index of a pool, and when the period that it names ends. */
interface Index {
  readonly index: number
  readonly end: Seconds
}

/** Where a deposit made now goes. */
export type DepositTarget =
  /** into the period of now; `advances`: the deposit itself moves the index there */
  | { readonly kind: 'current'; readonly period: number; readonly end: Seconds; readonly advances: boolean }
  /** into a period that has ended: the index is stale, and a deposit moves it by one only (traps 8, 9) */
  | {
      readonly kind: 'stale'
      /** where the deposit would land, and when that ended */
      readonly period: number
      readonly end: Seconds
      /** the period of now, by the clock */
      readonly current: number
      /** stakes or claims after which a deposit lands in it */
      readonly moves: number
    }

/**
 * A deposit first moves the index by one if its period has ended, then funds the period that the index names.
 * @see domain.md §2, traps 8 and 9
 */
export function depositTarget({ index, end }: Index, now: Seconds): DepositTarget {
  if (now < end) return { kind: 'current', period: index, end, advances: false }
  const moved = { period: index + 1, end: end + THIRTY_DAYS }
  if (now < moved.end) return { kind: 'current', ...moved, advances: true }
  const current = index + 1 + Math.floor((now - end) / THIRTY_DAYS)
  return { kind: 'stale', ...moved, current, moves: current - moved.period }
}
