import { Pool, type PoolClient } from 'pg'

/** What statements need of a connection; a pool gives it too, outside a transaction. */
export type Db = Pick<PoolClient, 'query'>

/** A pool of this room. An idle connection that breaks is replaced at its next use. */
export function openPool(url: string, max: number, name: string): Pool {
  const pool = new Pool({ connectionString: url, max, application_name: name })
  pool.on('error', () => undefined)
  return pool
}

/** Runs `work` in a transaction of its own; what throws leaves nothing behind. */
export async function transaction<T>(pool: Pool, work: (db: Db) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  try {
    await client.query('begin')
    const result = await work(client)
    await client.query('commit')
    client.release()
    return result
  } catch (error) {
    // rolls back on the server, whatever state the connection is in
    client.release(true)
    throw error
  }
}

/** Whether the database, not the work, was at fault: then the work is simply done again. */
export function isTransient(error: unknown): boolean {
  const code = (error as { code?: unknown }).code
  if (typeof code !== 'string') return /connection terminated|timeout exceeded/i.test(String((error as Error).message))
  // serialisation and deadlock, connection, resources, operator intervention, and the socket's own
  return /^(40001|40P01|08...|53...|57...|EPIPE|ECONN\w+|ETIMEDOUT)$/.test(code)
}
