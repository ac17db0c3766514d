/** Figures of a chart, interval by interval, out of one table of facts. Names are GraphQL's; columns are the same in snake case. */
export interface SeriesSpec {
  /** table of facts; `f` in SQL */
  readonly facts: string
  /** of these facts alone */
  readonly where?: string
  /**
   * columns that tell the rows of one interval apart, in this order; an interval in which nothing happened has none.
   * Without such columns every interval has one row.
   */
  readonly by: readonly string[]
  /** figure → the aggregate that is its count */
  readonly counts: Readonly<Record<string, string>>
  /** columns whose sums are figures, in base units */
  readonly amounts: readonly string[]
  /** table of hours with the same figures, for all but the edges of the range */
  readonly hours?: string
  /** figures are of all facts up to an interval's end, not of those within it */
  readonly running?: true
}

/** One row of a series. Columns are as ClickHouse gives them: 64 bits and more as text. */
export type SeriesRow<S extends SeriesSpec> = Readonly<
  Record<S['by'][number], string | number> & Record<keyof S['counts'], number> & Record<S['amounts'][number], bigint>
>
