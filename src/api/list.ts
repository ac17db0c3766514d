import type { QueryResultRow } from 'pg'
import type { Snapshot } from '../postgres/snapshot'
import type { RequestBudget } from './budget'
import { applyWhere, type Conditions, type FilterSpec } from './filters'
import { MAX_READ_BYTES } from './limits'
import { type Connection, decodeCursor, type KeyType, type PageArgs, pageRows, toConnection } from './paging'
import { textBytes } from './textBytes'

/** A list of rows, the last of its sort key first. All SQL in it is ours; what callers send goes through parameters. */
export interface ListSpec {
  readonly name: string
  /** columns, aliased to the GraphQL names */
  readonly select: string
  readonly from: string
  readonly filters: FilterSpec
  /** sort key, column by column: together unique, so that a cursor names one place */
  readonly key: Readonly<Record<string, KeyType>>
}

export interface ListArgs extends PageArgs {
  readonly where?: Record<string, unknown> | null
}

/** The snapshot a list is read from, and the budget it is charged to. */
export interface ListSource {
  readonly snapshot: Snapshot
  readonly budget: RequestBudget
}

/** A connection with a lazy count. */
type CountedConnection<T> = Connection<T> & { readonly totalCount: () => Promise<number> }

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

  const [columns, types] = [Object.keys(spec.key), Object.values(spec.key)]
  if (args.after) {
    const key = decodeCursor(spec.name, args.after, types)
    const places = types.map((type, i) => `$${conditions.values.push(key[i])}::${type}`)
    conditions.sql.push(`(${columns.join(', ')}) < (${places.join(', ')})`)
  }
  const order = columns.map((column) => `${column} desc`).join(', ')
  const keys = columns.map((column, i) => `(${column})::text as "cursorKey${i}"`).join(', ')
  const rows = await snapshot.rows<T>(
    `select ${spec.select}, ${keys} from ${spec.from} where ${whereSql(conditions)} order by ${order} limit ${limit + 1}`,
    conditions.values,
  )
  budget.read(textBytes(rows, MAX_READ_BYTES))
  return {
    ...toConnection(spec.name, rows, args, (row) => columns.map((_, i) => String(row[`cursorKey${i}`]))),
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
