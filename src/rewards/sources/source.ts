import type { Header } from '../../chain/blocks'
import type { Period } from '../../economics/period'
import type { Rows } from '../../economics/rewards/rows'
import type { Address, BaseUnits, BlockNumber, Seconds } from '../../economics/units'
import type { Queryable } from '../../postgres/queryable'
import type { Reached } from '../cursor'
import type { Evidence } from '../evidence/evidence'
import type { Receipt } from '../report/receipt'

/** A program, as its source needs it. */
export interface Subject {
  readonly network: string
  readonly asset: Address | 'eth'
}

/** Where a program's periods come from. */
export type Schedule =
  /** by its ruleset's rule, from the block time of the first thing there is to distribute at or before a block */
  | { first(db: Queryable, subject: Subject, block: BlockNumber): Promise<Seconds | null> }
  /**
   * announced: those that are over at a final block, oldest first; with `since`, at least those that were not over, or
   * not announced, at that block
   */
  | { closed(db: Queryable, subject: Subject, final: Header, since: Reached | null): Promise<Period[]> }

/**
 * Reads a program's money and weights from the database. All reads are as of a final block, so that they give the same
 * rows for ever.
 */
export interface Source {
  readonly schedule: Schedule
  /** receipts that make up the period's pot, without the carry */
  receipts(db: Queryable, subject: Subject, period: Period, block: BlockNumber): Promise<Receipt[]>
  /** rows that the ruleset weighs */
  entries(
    db: Queryable,
    subject: Subject,
    period: Period,
    block: BlockNumber,
    evidence: Evidence | null,
  ): Promise<Rows<object>>
  /** inputs that no chain holds, to be sealed when the period is closed */
  gather?(db: Queryable, subject: Subject, period: Period): Promise<object[]>
  /** the profile's own terms, as the report states them */
  readonly terms?: Readonly<Record<string, BaseUnits | string | number>>
}
