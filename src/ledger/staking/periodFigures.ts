import type { TimeRange } from '../../economics/period'
import type { BaseUnits } from '../../economics/units'
import type { BlockRef } from '../progress'

/** Figures that the yields of a period follow from. */
export interface PeriodFigures extends TimeRange {
  readonly ruleset: string
  readonly period: string
  readonly pot: BaseUnits
  /** Σ amount × multiplier at the period's end */
  readonly totalWeight: bigint
  readonly block: BlockRef
  /** the period is open, so the figures are those so far */
  readonly provisional: boolean
}
