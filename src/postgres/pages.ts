import type { QueryResultRow } from 'pg'
import type { Queryable } from './queryable'

let cursors = 0

/** The rows of a query, page by page, however many there are. The caller holds a transaction. */
export async function* pagesOf<T extends QueryResultRow>(
  db: Queryable,
  sql: string,
  values: unknown[],
  pageRows: number,
): AsyncGenerator<readonly T[]> {
  const cursor = `pages_${++cursors}`
  await db.query(`declare ${cursor} no scroll cursor for ${sql}`, values)
  const fetch = async () => (await db.query<T>(`fetch ${pageRows} from ${cursor}`)).rows
  for (let page = await fetch(); page.length > 0; page = await fetch()) yield page
  await db.query(`close ${cursor}`)
}
