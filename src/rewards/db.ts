import type { QueryResult, QueryResultRow } from 'pg'

/** What a query needs: a pool, a client inside a transaction, or a test's own. Parameters only, never spliced text. */
export interface Queryable {
  query<R extends QueryResultRow>(text: string, values?: unknown[]): Promise<QueryResult<R>>
}

/** The key of this room's advisory locks: `rwrd` in ASCII, so that they collide with nobody else's, and a subject. */
export const REWARDS_LOCK = `${0x72777264}, hashtext($1)` as const
