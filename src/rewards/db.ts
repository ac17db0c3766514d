import type { Pool, PoolClient, QueryResult, QueryResultRow } from 'pg'

/** What a query needs: a pool, a client inside a transaction, or a test's own. Parameters only, never spliced text. */
export interface Queryable {
  query<R extends QueryResultRow>(text: string, values?: unknown[]): Promise<QueryResult<R>>
}

/** Runs `work` in one transaction: all of it or nothing. */
export async function inTransaction<T>(client: PoolClient, begin: string, work: () => Promise<T>): Promise<T> {
  await client.query(begin)
  try {
    const result = await work()
    await client.query('COMMIT')
    return result
  } catch (error) {
    // A broken connection has rolled back already; the first error is the one to report.
    await client.query('ROLLBACK').catch(() => undefined)
    throw error
  }
}

/** First key of our advisory locks: `rwrd` in ASCII, so that they collide with nobody else's. */
const LOCK_SPACE = 0x72777264

/**
 * Runs `work` while this process alone works on `subject`; returns 'busy' at once when another does.
 * The lock belongs to the connection: a killed process releases it.
 */
export async function whileAlone<T>(
  pool: Pool,
  subject: string,
  work: (client: PoolClient) => Promise<T>,
): Promise<T | 'busy'> {
  const client = await pool.connect()
  let broken: Error | undefined
  const onError = (error: Error) => {
    broken = error
  }
  client.on('error', onError)
  try {
    const { rows } = await client.query<{ got: boolean }>('select pg_try_advisory_lock($1, hashtext($2)) as got', [
      LOCK_SPACE,
      subject,
    ])
    if (!rows[0]!.got) return 'busy'
    try {
      return await work(client)
    } finally {
      await client.query('select pg_advisory_unlock($1, hashtext($2))', [LOCK_SPACE, subject]).catch((error: Error) => {
        broken = error
      })
    }
  } finally {
    client.off('error', onError)
    // A connection that may still hold the lock is thrown away, not handed to the next.
    client.release(broken)
  }
}
