import { escapeIdentifier } from 'pg'
import { pagesOf } from '../postgres/pages'
import type { Queryable } from '../postgres/queryable'

export interface Column {
  readonly name: string
  /** Amounts exceed every integer of a file format: they stay decimal text, as objects stay JSON. */
  readonly type: 'INT64' | 'BOOLEAN' | 'STRING'
}

/** As Postgres writes each value, in the order of the columns. */
export type Row = readonly (string | null)[]

/** Held at once: a group of rows of a Parquet file. */
const PAGE_ROWS = 20_000

const TYPES: Readonly<Record<string, Column['type']>> = {
  smallint: 'INT64',
  integer: 'INT64',
  bigint: 'INT64',
  boolean: 'BOOLEAN',
}

/** The columns of what `from` selects. */
export async function columnsOf(db: Queryable, from: string, values: readonly unknown[]): Promise<Column[]> {
  const { fields } = await db.query(`select * from ${from} limit 0`, [...values])
  const { rows } = await db.query<{ type: string }>(
    'select format_type(oid, null) as type from unnest($1::oid[]) with ordinality as field(oid, n) order by n',
    [fields.map(({ dataTypeID }) => dataTypeID)],
  )
  return fields.map(({ name }, i) => ({ name, type: TYPES[rows[i]!.type] ?? 'STRING' }))
}

/** All rows, page by page, on a transaction of the caller. */
export async function* rowsOf(
  db: Queryable,
  from: string,
  values: readonly unknown[],
  columns: readonly Column[],
): AsyncGenerator<readonly Row[]> {
  const texts = columns.map(({ name }) => `${escapeIdentifier(name)}::text`)
  const sql = `select array[${texts}] as cells from ${from}`
  for await (const page of pagesOf<{ cells: Row }>(db, sql, [...values], PAGE_ROWS))
    yield page.map(({ cells }) => cells)
}
