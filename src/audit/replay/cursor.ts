/** What a query needs: a client of `pg` or a query runner of typeorm, inside a transaction. */
export interface Queries {
  query<T>(sql: string, values?: unknown[]): Promise<T[]>
}

let cursors = 0

/** The rows of a query, page by page, however many there are. The caller holds a transaction. */
export async function* rowsOf<T>(
  db: Queries,
  sql: string,
  values: unknown[],
  pageRows: number,
): AsyncGenerator<readonly T[]> {
  const cursor = `replay_${++cursors}`
  await db.query(`declare ${cursor} no scroll cursor for ${sql}`, values)
  for (let page = await db.query<T>(`fetch ${pageRows} from ${cursor}`); page.length > 0; ) {
    yield page
    page = await db.query<T>(`fetch ${pageRows} from ${cursor}`)
  }
  await db.query(`close ${cursor}`)
}
