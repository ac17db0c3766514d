import type { Pool, PoolClient } from 'pg'
import { lend } from './lend'
import type { Queryable } from './queryable'

/** How a transaction begins. A snapshot sees every table as of one moment. */
export const BEGIN = {
  'read committed': 'begin',
  snapshot: 'begin isolation level repeatable read',
  'read-only snapshot': 'begin isolation level repeatable read read only',
} as const
type Isolation = keyof typeof BEGIN

/** Runs `work` in a transaction of its own: all of it or nothing. */
export function transaction<T>(
  pool: Pool,
  work: (client: PoolClient) => Promise<T>,
  isolation?: Isolation,
): Promise<T> {
  return lend(pool, (client) => inTransaction(client, () => work(client), isolation))
}

/** Runs `work` in a transaction on a connection of the caller. */
export async function inTransaction<T>(
  client: Queryable,
  work: () => Promise<T>,
  isolation: Isolation = 'read committed',
): Promise<T> {
  await client.query(BEGIN[isolation])
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
