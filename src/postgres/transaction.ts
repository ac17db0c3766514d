import type { Pool, PoolClient } from 'pg'
import { lend } from './lend'
import type { Queryable } from './queryable'

/** How a transaction begins. A snapshot sees every table as of one moment. */
export const READ_COMMITTED = 'begin'
export const SNAPSHOT = 'begin isolation level repeatable read'
export const READ_ONLY_SNAPSHOT = 'begin isolation level repeatable read read only'
type Begin = typeof READ_COMMITTED | typeof SNAPSHOT | typeof READ_ONLY_SNAPSHOT

/** Runs `work` in a transaction of its own: all of it or nothing. */
export function transaction<T>(
  pool: Pool,
  work: (client: PoolClient) => Promise<T>,
  begin: Begin = READ_COMMITTED,
): Promise<T> {
  return lend(pool, (client) => inTransaction(client, () => work(client), begin))
}

/** The same on a connection that is there already. */
export async function inTransaction<T>(
  client: Queryable,
  work: () => Promise<T>,
  begin: Begin = READ_COMMITTED,
): Promise<T> {
  await client.query(begin)
  try {
    const result = await work()
    await client.query('commit')
    return result
  } catch (error) {
    // A broken connection has rolled back already; the first error is the one to report.
    await client.query('rollback').catch(() => undefined)
    throw error
  }
}
