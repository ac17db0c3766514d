import type { Projection } from './projector/projection'

/** How an engine writes a column of a type as text: the same bytes in both, whatever its own form of it is. */
interface ColumnText {
  readonly matches: RegExp
  readonly postgres: (column: string) => string
  readonly clickhouse: (column: string) => string
}

/** A null of Postgres arrives in ClickHouse as the default of its type. Times are seconds in Postgres. */
const columnTexts: readonly ColumnText[] = [
  {
    matches: /^(String|LowCardinality\(String\))/,
    postgres: (column) => `coalesce(${column}, '')`,
    clickhouse: (column) => `toString(${column})`,
  },
  {
    matches: /^DateTime\('UTC'\)/,
    postgres: (column) => `coalesce(${column}, 0)::text`,
    clickhouse: (column) => `toString(toUnixTimestamp(${column}))`,
  },
  {
    matches: /^U?Int(16|32|256)\b/,
    postgres: (column) => `coalesce(${column}, 0)::text`,
    clickhouse: (column) => `toString(${column})`,
  },
]

/** @throws when a table declares a type that has no text here: the store could not be checked */
function columnText(type: string): ColumnText {
  const found = columnTexts.find(({ matches }) => matches.test(type))
  if (!found) throw new TypeError(`a column of type ${type} has no text in both stores`)
  return found
}

/** Each column as text, of rows named `facts`. */
export const textsOf = (engine: 'postgres' | 'clickhouse', { types }: Projection): string[] =>
  Object.entries(types).map(([column, type]) => columnText(type)[engine](`facts.${column}`))

/** Texts with their lengths before them: no two rows are the same text. */
const rowOf = (projection: Projection, engine: 'postgres' | 'clickhouse', length: (text: string) => string) =>
  textsOf(engine, projection)
    .flatMap((text) => [length(text), text])
    .join(', ')

/**
 * 64 bits of a row's hash as a signed number, whose sum over many rows does not depend on their order. Sums of plain
 * hashes can be forged with other rows that add up to the same. The hash begins with a salt that is drawn anew for every
 * comparison (`$1`, `{salt:String}`), so that nobody can have chosen such rows.
 */
export const digestInPostgres = (projection: Projection): string =>
  `('x' || substr(md5($1 || concat_ws(',', ${rowOf(projection, 'postgres', (text) => `octet_length(${text})`)})), 1, 16))::bit(64)::bigint`

export const digestInClickhouse = (projection: Projection): string =>
  `reinterpretAsInt64(reverse(substring(MD5(concat({salt:String}, arrayStringConcat([${rowOf(
    projection,
    'clickhouse',
    (text) => `toString(length(${text}))`,
  )}], ','))), 1, 8)))`
