import type { QueryResultRow } from 'pg'
import type { Snapshot } from '../postgres/snapshot'
import type { RequestBudget } from './budget'
import { applyWhere, type Conditions, type FilterSpec } from './filters'
import { MAX_READ_BYTES } from './limits'
import { type Connection, decodeCursor, type KeyType, type PageArgs, pageRows, toConnection } from './paging'
import { textBytes } from './textBytes'

/** A list of rows in a fixed order. All SQL in it is ours; what callers send goes through parameters. */
export interface ListSpec {
  readonly name: string
  /** columns, aliased to the GraphQL names */
  readonly select: string
  readonly from: string
  readonly filters: FilterSpec
  readonly direction: 'asc' | 'desc'
  /** sort key: together unique, so that a cursor names one place */
  readonly key: readonly { readonly column: string; readonly type: KeyType }[]
}

export interface ListArgs extends PageArgs {
  readonly where?: Record<string, unknown> | null
}

/** What a list is read from, and what it is charged to. */
export interface ListSource {
  readonly snapshot: Snapshot
  readonly budget: RequestBudget
}

/** A connection whose count is taken only when it is asked for. */
export type CountedConnection<T> = Connection<T> & { readonly totalCount: () => Promise<number> }

/**
 * One page by keyset: rows after the cursor's key, so that rows added or removed meanwhile never shift a page.
 * @param fixed conditions of the list itself, such as its network
 * @throws AssayError E-BAD-INPUT, E-BAD-CURSOR; E-TOO-MANY-ROWS, E-TOO-LARGE of the request's budget
 */
export async function readList<T extends QueryResultRow>(
  { snapshot, budget }: ListSource,
  spec: ListSpec,
  fixed: Conditions,
  args: ListArgs,
): Promise<CountedConnection<T>> {
  const limit = pageRows(args.first)
  budget.rows(limit)
  const conditions = { sql: [...fixed.sql], values: [...fixed.values] }
  applyWhere(spec.filters, args.where, conditions)
  const filtered = { sql: [...conditions.sql], values: [...conditions.values] }

  if (args.after) {
    const key = decodeCursor(
      spec.name,
      args.after,
      spec.key.map(({ type }) => type),
    )
    const places = spec.key.map(({ type }, i) => `$${conditions.values.push(key[i])}::${type}`)
    const columns = spec.key.map(({ column }) => column)
    conditions.sql.push(`(${columns.join(', ')}) ${spec.direction === 'asc' ? '>' : '<'} (${places.join(', ')})`)
  }
  const order = spec.key.map(({ column }) => `${column} ${spec.direction}`).join(', ')
  const keys = spec.key.map(({ column }, i) => `(${column})::text as "cursorKey${i}"`).join(', ')
  const rows = await snapshot.rows<T>(
    `select ${spec.select}, ${keys} from ${spec.from} where ${whereSql(conditions)} order by ${order} limit ${limit + 1}`,
    conditions.values,
  )
  budget.read(textBytes(rows, MAX_READ_BYTES))
  return {
    ...toConnection(spec.name, rows, args, (row) => spec.key.map((_, i) => String(row[`cursorKey${i}`]))),
    totalCount: async () => {
      budget.check()
      const sql = `select count(*)::int as count from ${spec.from} where ${whereSql(filtered)}`
      return (await snapshot.rows<{ count: number }>(sql, filtered.values))[0]!.count
    },
  }
}

function whereSql(conditions: Conditions): string {
  return conditions.sql.length === 0 ? 'true' : conditions.sql.join(' and ')
}
