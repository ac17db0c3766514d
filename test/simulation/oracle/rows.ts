/** A table as the oracle expects it or a store has it: one line per row, in a fixed order. */
export type Tables = ReadonlyMap<string, readonly string[]>

/** Cells joined to a line; what is null in SQL is an empty cell. */
export function line(...cells: readonly unknown[]): string {
  return cells.map((cell) => (cell === null || cell === undefined ? '' : String(cell))).join(' | ')
}

/** Rows being collected, by table. */
export class RowBook {
  private readonly tables = new Map<string, string[]>()

  add(table: string, ...cells: readonly unknown[]): void {
    const rows = this.tables.get(table)
    if (rows) rows.push(line(...cells))
    else this.tables.set(table, [line(...cells)])
  }

  get all(): Tables {
    return this.tables
  }
}

/** What differs between two states, table by table: counts, and the first rows that only one side has. */
export function differences(expected: Tables, actual: Tables): string[] {
  const found: string[] = []
  for (const table of new Set([...expected.keys(), ...actual.keys()])) {
    const missing = surplus(expected.get(table) ?? [], actual.get(table) ?? [])
    const extra = surplus(actual.get(table) ?? [], expected.get(table) ?? [])
    if (missing.length === 0 && extra.length === 0) continue
    found.push(`${table}: ${missing.length} rows missing, ${extra.length} too many`)
    for (const row of missing.slice(0, 3)) found.push(`  - ${row}`)
    for (const row of extra.slice(0, 3)) found.push(`  + ${row}`)
  }
  return found
}

/** Rows of `some` that `others` has not, or has less often. */
function surplus(some: readonly string[], others: readonly string[]): string[] {
  const left = new Map<string, number>()
  for (const row of others) left.set(row, (left.get(row) ?? 0) + 1)
  return some.filter((row) => {
    const count = left.get(row) ?? 0
    if (count > 0) left.set(row, count - 1)
    return count === 0
  })
}
