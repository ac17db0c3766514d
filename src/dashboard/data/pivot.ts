/** A moment of a chart: exact amounts per series, so that tables and tooltips need no numbers. */
export interface Row {
  readonly at: string
  readonly exact: Readonly<Record<string, bigint>>
}

/**
 * One row per timestamp, ascending, one amount per series; amounts of the same cell add up and a cell without a point
 * is 0, which is right for flows (burned, earned in a month).
 * @param moments that get a row whether or not anything happened in them, once there is any point at all
 */
export function pivot<P extends { readonly timestamp: string }>(
  points: readonly P[],
  cell: (point: P) => readonly (readonly [series: string, amount: string | bigint])[],
  moments: readonly string[] = [],
): { rows: Row[]; series: string[] } {
  const rows = new Map<string, Record<string, bigint>>(points.length > 0 ? moments.map((at) => [at, {}]) : [])
  const totals = new Map<string, bigint>()
  for (const point of points) {
    const row = rows.get(point.timestamp) ?? {}
    rows.set(point.timestamp, row)
    for (const [series, amount] of cell(point)) {
      row[series] = (row[series] ?? 0n) + BigInt(amount)
      totals.set(series, (totals.get(series) ?? 0n) + BigInt(amount))
    }
  }
  const series = [...totals.keys()]
  return {
    series,
    rows: [...rows].sort(([a], [b]) => (a < b ? -1 : 1)).map(([at, exact]) => ({ at, exact: complete(exact, series) })),
  }
}

function complete(exact: Record<string, bigint>, series: readonly string[]): Record<string, bigint> {
  return Object.fromEntries(series.map((each) => [each, exact[each] ?? 0n]))
}

/** Σ of each series over all rows, largest first. */
export function totalsOf(rows: readonly Row[], series: readonly string[]): { series: string; amount: bigint }[] {
  return series
    .map((each) => ({ series: each, amount: rows.reduce((sum, row) => sum + (row.exact[each] ?? 0n), 0n) }))
    .sort((a, b) => (a.amount === b.amount ? 0 : a.amount < b.amount ? 1 : -1))
}
