import type { BlockRef } from '../progress'

/** Figures that the yields of a period follow from. */
export interface PeriodFigures {
  readonly ruleset: string
  readonly period: string
  readonly pot: bigint
  readonly start: number
  readonly end: number
  /** Σ amount × multiplier at the period's end */
  readonly totalWeight: bigint
  readonly block: BlockRef
  /** the period is open, so the figures are those so far */
  readonly provisional: boolean
}
