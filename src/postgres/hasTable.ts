import type { Queryable } from './queryable'

/** Whether a table exists yet: asking for one that does not would abort a transaction. */
export async function hasTable(db: Queryable, name: string): Promise<boolean> {
  const { rows } = await db.query<{ found: boolean }>('select to_regclass($1) is not null as found', [name])
  return rows[0]!.found
}
