import type { Pool, PoolClient, QueryResult, QueryResultRow } from 'pg'

/**
 * What one operation reads: one REPEATABLE READ transaction, begun at its first query, so that all parts of an answer
 * come from one block even while the indexer commits or undoes blocks.
 */
export class Snapshot {
  private client: Promise<PoolClient> | undefined
  private ended = false
  private last: Promise<unknown> = Promise.resolve()

  constructor(private readonly pool: Pool) {}

  /** Rows of one parameterised query. */
  async rows<T extends QueryResultRow>(sql: string, values: readonly unknown[] = []): Promise<T[]> {
    return (await this.query<T>(sql, [...values])).rows
  }

  /** The shape other rooms' read models ask for. */
  query<T extends QueryResultRow>(sql: string, values: unknown[] = []): Promise<QueryResult<T>> {
    // resolvers of one operation run at once, the one connection takes one query at a time
    const result = this.last.then(async () => (await this.begin()).query<T>(sql, values))
    this.last = result.catch(() => undefined)
    return result
  }

  /** Whether a table exists yet: asking for one that does not would abort the transaction. */
  async hasTable(name: string): Promise<boolean> {
    const [row] = await this.rows<{ found: boolean }>('select to_regclass($1) is not null as found', [name])
    return row!.found
  }

  /** Gives the connection back. Safe to call twice, and without a query. */
  async end(): Promise<void> {
    if (this.ended) return
    this.ended = true
    // a resolver may still be asking when another one has failed
    await this.last
    const client = await this.client?.catch(() => undefined)
    if (!client) return
    try {
      await client.query('rollback')
      client.release()
    } catch (error) {
      client.release(error as Error)
    }
  }

  private begin(): Promise<PoolClient> {
    if (this.ended) throw new Error('a snapshot was used after its operation ended')
    this.client ??= this.open()
    return this.client
  }

  private async open(): Promise<PoolClient> {
    const client = await this.pool.connect()
    try {
      await client.query('begin isolation level repeatable read read only')
      return client
    } catch (error) {
      client.release(error as Error)
      throw error
    }
  }
}

/** Runs `work` on a snapshot of its own. */
export async function withSnapshot<T>(pool: Pool, work: (snapshot: Snapshot) => Promise<T>): Promise<T> {
  const snapshot = new Snapshot(pool)
  try {
    return await work(snapshot)
  } finally {
    await snapshot.end()
  }
}
