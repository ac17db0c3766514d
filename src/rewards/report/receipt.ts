import type { BaseUnits } from '../../economics/units'

/** A program's part of one receipt of revenue. */
export interface Receipt {
  readonly id: string
  readonly amount: BaseUnits
  /** the pot it belongs to, where that is not the main one */
  readonly pot?: string
}
