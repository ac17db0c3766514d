import type { Difference } from './difference'
import { type Compared, differing, figuresByBlock } from './figures'
import type { Projection } from './projector/projection'
import { select } from './queries/select'
import { textsOf } from './rowText'

/** Column → its text. */
type Row = Readonly<Record<string, string>>

/**
 * The first row of a day that is not the same in both stores: each of its columns that differs, or how often either has
 * it. Reads the first block of the day that differs, whole, whatever days its rows are in: a row in another day is found.
 */
export async function firstDifferingRow(
  compared: Compared,
  projection: Projection,
  day: number,
): Promise<Omit<Difference, 'day'>[]> {
  const [block] = differing(await figuresByBlock(compared, projection, day))
  if (block === undefined) return []
  const { pg, clickhouse, network } = compared
  const { table, columns, scan } = projection
  const { rows } = await pg.query<Row>(
    `SELECT ${named(projection, 'postgres')} FROM (${scan}) AS facts (${columns.join(', ')}) WHERE facts.block = $1`,
    [block],
  )
  const inClickhouse = await select<Row>(
    clickhouse,
    `SELECT ${named(projection, 'clickhouse')} FROM ${table} AS facts
      WHERE facts.network = {network:String} AND facts.block = {block:UInt32}`,
    { network, block },
  )
  const [postgres, actual] = [byIdentity(projection, rows), byIdentity(projection, inClickhouse)]
  for (const row of [...new Set([...postgres.keys(), ...actual.keys()])].sort()) {
    const found = differences(projection, postgres.get(row) ?? [], actual.get(row) ?? [])
    if (found.length > 0) return found.map((each) => ({ table, row, ...each }))
  }
  return []
}

function named(projection: Projection, engine: 'postgres' | 'clickhouse'): string {
  const texts = textsOf(engine, projection)
  return Object.keys(projection.types)
    .map((column, n) => `${texts[n]} AS ${column}`)
    .join(', ')
}

function byIdentity({ identity }: Projection, rows: readonly Row[]): Map<string, Row[]> {
  const found = new Map<string, Row[]>()
  for (const row of rows) {
    const name = identity.map((column) => `${column} ${row[column]}`).join(', ')
    found.set(name, [...(found.get(name) ?? []), row])
  }
  return found
}

/** Rows of one identity, of which Postgres has at most one. */
function differences({ types }: Projection, postgres: readonly Row[], clickhouse: readonly Row[]) {
  if (postgres.length !== clickhouse.length)
    return [{ figure: 'rows', postgres: `${postgres.length}`, clickhouse: `${clickhouse.length}` }]
  const [expected, actual] = [postgres[0]!, clickhouse[0]!]
  return Object.keys(types)
    .filter((column) => expected[column] !== actual[column])
    .map((column) => ({ figure: column, postgres: expected[column]!, clickhouse: actual[column]! }))
}
