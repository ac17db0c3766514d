import type { Fact } from '../events/event'

/** Rows that an event of these kinds caused: those whose `column` is what `key` makes of the event. */
export interface CausedBy {
  readonly column: string
  /** SQL over a row of `event` */
  readonly key: string
  readonly kinds: readonly Fact['kind'][]
}

/** Rows of Postgres that are facts of a table. */
export interface FactSource {
  /** table in Postgres; the one of the same name when it is not given */
  readonly from?: string
  /** column in ClickHouse → SQL over a row of `from`, where it is not the column of the same name */
  readonly columns?: Readonly<Record<string, string>>
  readonly where?: string
  /** ids of the rows begin with network and block, and end with their place in it */
  readonly byId?: true
  /** how the rows of a range of blocks are found by index, where their block has none; or a condition in SQL */
  readonly foundBy?: CausedBy | string
}

/** Hours of a table whose charts would otherwise read all of history: filled by a view, made anew after a crash. */
export interface HourTable {
  readonly name: string
  readonly since: string
  readonly columns: Readonly<Record<string, string>>
  readonly key: string
  /** SQL over the facts, named `f`; its last column counts them */
  readonly select: string
}

/**
 * A table of facts in ClickHouse: its columns, and the rows of Postgres that fill it. Projection and DDL follow from it.
 * Only what never changes once its block is final: a bill that settles later is another row, of another block.
 */
export interface FactTable {
  readonly name: string
  /** the migration that makes it: number and words, as those of `analytics/ddl.ts`; never changed once released */
  readonly since: string
  /** the table that the same migration made just before it, where the order of kinds is not that */
  readonly after?: string
  /** column → its type; `network` comes before them */
  readonly columns: Readonly<Record<string, string>>
  /** columns that a later migration adds: it empties the table, so that every network is projected again */
  readonly added?: Readonly<Record<string, Readonly<Record<string, string>>>>
  /** what else a later migration does to it */
  readonly changes?: readonly (readonly [since: string, statement: string])[]
  /** order of the rows of a network */
  readonly key: string
  /** columns that tell a row of a network from every other */
  readonly identity: readonly [string, ...string[]]
  readonly sources: readonly [FactSource, ...FactSource[]]
  /** columns whose sums both stores must agree on */
  readonly amounts: readonly string[]
  readonly hours?: HourTable
}

/** Type of a string with few values. */
export const word = 'LowCardinality(String)'

/** Ranges of time find the rows of such a table without reading the others. */
export const indexedByTime = (table: string) =>
  [
    '0002-rollups',
    `ALTER TABLE ${table} {on_cluster} ADD INDEX IF NOT EXISTS by_time block_time TYPE minmax GRANULARITY 1`,
  ] as const

/** Such tables have few rows, and leave it to the server how they are compressed. */
const place = { block: 'UInt32', block_time: "DateTime('UTC')", id: 'String' }

/** Amounts that are not among the columns follow them. */
type EventTable = Omit<FactTable, 'name' | 'key' | 'identity' | 'sources'> & { readonly key?: string }

/** A table with one row per event of a kind, under the event's id, and the same columns in both stores. */
export function perEvent(kind: Fact['kind'], name: string, { key = 'block, id', ...table }: EventTable): FactTable {
  const amounts = Object.fromEntries(table.amounts.map((amount) => [amount, 'UInt256']))
  const sources = [{ foundBy: { column: 'id', key: 'id', kinds: [kind] } }] as const
  return { ...table, name, key, identity: ['id'], sources, columns: { ...place, ...table.columns, ...amounts } }
}

/** Each table once: one that several kinds fill has the rows that the events of any of them caused, read in one pass. */
export function joined(tables: readonly FactTable[]): FactTable[] {
  const byName = new Map<string, FactTable>()
  for (const table of tables) {
    const first = byName.get(table.name)
    byName.set(table.name, first ? { ...first, sources: [both(first.sources[0], table.sources[0])] } : table)
  }
  return [...byName.values()]
}

function both(one: FactSource, other: FactSource): FactSource {
  const [a, b] = [one.foundBy, other.foundBy]
  if (typeof a !== 'object' || typeof b !== 'object') throw new TypeError('only rows of events are joined')
  return { ...one, foundBy: { ...a, kinds: [...a.kinds, ...b.kinds] } }
}
