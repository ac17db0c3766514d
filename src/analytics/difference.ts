/** A figure of one table that the two stores do not agree on. */
export interface Difference {
  readonly table: string
  /** over all days `rows`, `blocks` (their sum), or an amount's column (its sum); of a day its `digest`; of a row a column */
  readonly figure: string
  /** of hours: of the facts, counted afresh */
  readonly postgres: string
  readonly clickhouse: string
  /** the day of the block that it is in, in UTC */
  readonly day?: string
  /** the row by its identity, or the hour by what it is grouped by */
  readonly row?: string
}
