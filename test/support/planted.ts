import type { ClientBase } from 'pg'

/** Changes rows of a table as its owner could, looks, and puts everything back. Triggers and foreign keys do not hold him. */
export async function planted<T>(db: ClientBase, table: string, lie: string, look: () => Promise<T>): Promise<T> {
  await db.query(`set session_replication_role = replica; create temp table kept as select * from ${table}`)
  try {
    const { rowCount } = await db.query(lie)
    if (rowCount === 0) throw new Error(`no row is changed by: ${lie}`)
    return await look()
  } finally {
    await db.query(
      `delete from ${table}; insert into ${table} overriding system value select * from kept; drop table kept`,
    )
  }
}
