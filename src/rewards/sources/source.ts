import type { Period } from '../../economics/period'
import type { Address, Seconds } from '../../economics/units'
import type { Queryable } from '../db'
import type { Receipt } from '../report/receipt'

/** What a source has to know of a program. */
export interface Subject {
  readonly network: string
  readonly asset: Address | 'eth'
}

/**
 * Where a program's money and weights stand in the database. Everything is read as of a final block, so the same
 * question has the same answer for ever.
 */
export interface Source {
  /** block time of the first thing there is to distribute, at or before a block; null: nothing yet */
  first(db: Queryable, subject: Subject, block: number): Promise<Seconds | null>
  /** what the period's pot is made of, without the carry */
  receipts(db: Queryable, subject: Subject, period: Period, block: number): Promise<Receipt[]>
  /** what the ruleset weighs */
  entries(db: Queryable, subject: Subject, period: Period, block: number): Promise<object[]>
}
