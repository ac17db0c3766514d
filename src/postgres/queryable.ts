import type { QueryResult, QueryResultRow } from 'pg'

/** Something that queries: a pool, a client inside a transaction, a snapshot. Parameters only, never spliced text. */
export interface Queryable {
  // biome-ignore lint/suspicious/noExplicitAny: as `pg` has it: rows nobody has described
  query<R extends QueryResultRow = any>(text: string, values?: unknown[]): Promise<QueryResult<R>>
}
