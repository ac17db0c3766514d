/** How one table of ClickHouse is read from Postgres. */
export interface Projection {
  readonly table: string
  /** columns in ClickHouse, in the order of the select list; `network` comes first */
  readonly columns: readonly string[]
  /**
   * Rows of a block range (see `setRange`), found through the events that caused them, by index. Only what never changes
   * once its block is final: a bill that settles later is another row, of another block.
   */
  readonly batch: string
  /** The same rows by their own blocks, without the events: what the equality check believes. */
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
 * the settings read once, not once a row. Only there: the planner cannot see what a subquery will say, and where it has a
 * choice (`causedBy`) it would take a block for a two-hundredth of history.
 */
const once = (expression: string) => `(SELECT ${expression})`
const firstId = (after: string) => once(`${network} || '-' || lpad((${after} + 1)::text, 10, '0')`)
const withinById = [
  `network = ${once(network)} AND block > ${once(after)} AND block <= ${once(upto)}`,
  `id >= ${firstId(after)} AND id < ${firstId(upto)}`,
].join(' AND ')

interface Source {
  readonly table: string
  /** column in ClickHouse → expression in Postgres; `block` is the fact's block */
  readonly columns: Readonly<Record<string, string>>
  readonly from: string
  readonly where?: string
  /** rows have their place in their id */
  readonly byId?: true
  /** condition that finds the rows of a range without looking at all of them, where their block has no index */
  readonly foundBy?: string
  readonly amounts: readonly string[]
  readonly signed?: readonly string[]
}

/** A table that is read from one or several of Postgres. */
export function projection(...sources: [Source, ...Source[]]): Projection {
  const [first] = sources
  const select = ({ columns, from, where }: Source, range: string, found?: string) => {
    const conditions = [range, where, found].filter((each) => each !== undefined)
    return `SELECT network, ${Object.values(columns).join(', ')} FROM ${from} WHERE ${conditions.join(' AND ')}`
  }
  const batch = (source: Source) =>
    select(source, source.byId ? withinById : within(source.columns.block!), source.foundBy)
  const scan = (source: Source) => select(source, within(source.columns.block!))
  return {
    table: first.table,
    columns: ['network', ...Object.keys(first.columns)],
    batch: sources.map(batch).join(' UNION ALL '),
    scan: sources.map(scan).join(' UNION ALL '),
    amounts: first.amounts,
    signed: first.signed ?? [],
  }
}

/** Rows whose `column` is what `key` makes of an event of these kinds in the range. */
export const causedBy = (column: string, key: string, ...kinds: string[]) =>
  `${column} IN (SELECT ${key} FROM event WHERE ${within('block')}
    AND kind IN (${kinds.map((kind) => `'${kind}'`).join(', ')}))`
