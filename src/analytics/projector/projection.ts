import type { CausedBy, FactSource, FactTable } from '../../protocols/factTable'

/** How one table of ClickHouse is read from Postgres. */
export interface Projection {
  readonly table: string
  /** columns in ClickHouse, in the order of the select list; `network` comes first */
  readonly columns: readonly string[]
  /** column → its type, without `network` */
  readonly types: Readonly<Record<string, string>>
  readonly identity: FactTable['identity']
  /**
   * Rows of a block range (see `setRange`), found through the events that caused them, by index. Only what never changes
   * once its block is final: a bill that settles later is another row, of another block.
   */
  readonly batch: string
  /** The same rows by their own blocks, without the events: for the equality check. */
  readonly scan: string
  /** amounts whose sums both stores must agree on, by their names in `columns` */
  readonly amounts: readonly string[]
  /** those of them that are Int256, which holds half of what a word of the chain does */
  readonly signed: readonly string[]
}

/** The range is a setting of the transaction: COPY takes no parameters, and values never go into SQL text. */
export const network = "current_setting('assay.network')"
const after = "current_setting('assay.after')::int"
const upto = "current_setting('assay.upto')::int"
const within = (column: string) => `network = ${network} AND ${column} > ${after} AND ${column} <= ${upto}`

/**
 * The same range for tables with a row or more for every event: found by ids that begin with network-height(10), and
 * the settings read once (InitPlan), not once a row. Only there: the planner cannot estimate a subquery, and where it has
 * a choice (`causedBy`) it would take a block for a two-hundredth of history.
 */
const once = (expression: string) => `(SELECT ${expression})`
const firstId = (after: string) => once(`${network} || '-' || lpad((${after} + 1)::text, 10, '0')`)
const withinById = [
  `network = ${once(network)} AND block > ${once(after)} AND block <= ${once(upto)}`,
  `id >= ${firstId(after)} AND id < ${firstId(upto)}`,
].join(' AND ')

/** How a table's rows are read, from one table of Postgres or several. */
export function projection({ name, columns, added = {}, identity, sources, amounts }: FactTable): Projection {
  const types = Object.assign({ ...columns }, ...Object.values(added)) as Record<string, string>
  const select = ({ from = name, columns: own = {}, where, foundBy, byId }: FactSource, quick: boolean) => {
    const range = within(own['block'] ?? 'block')
    const conditions = quick ? [byId ? withinById : range, where, found(foundBy)] : [range, where]
    const expressions = Object.keys(types).map((column) => own[column] ?? column)
    return `SELECT network, ${expressions.join(', ')} FROM ${from} WHERE ${conditions.filter(Boolean).join(' AND ')}`
  }
  return {
    table: name,
    columns: ['network', ...Object.keys(types)],
    types,
    identity,
    batch: sources.map((source) => select(source, true)).join(' UNION ALL '),
    scan: sources.map((source) => select(source, false)).join(' UNION ALL '),
    amounts,
    signed: amounts.filter((amount) => types[amount]!.startsWith('Int256')),
  }
}

function found(by: CausedBy | string | undefined): string | undefined {
  if (by === undefined || typeof by === 'string') return by
  return `${by.column} IN (SELECT ${by.key} FROM event WHERE ${within('block')}
    AND kind IN (${by.kinds.map((kind) => `'${kind}'`).join(', ')}))`
}
