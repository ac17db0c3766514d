import type { Pool, PoolClient, QueryResult, QueryResultRow } from 'pg'
import { isAway } from './away'
import { BEGIN } from './transaction'

/**
 * The reads of one operation: one REPEATABLE READ transaction, begun at its first query, so that all parts of an answer
 * come from one block even while the indexer commits or undoes blocks. It waits for Postgres alone.
 */
export class Snapshot {
  private client: Promise<PoolClient> | undefined
  private ended = false
  private last: Promise<unknown> = Promise.resolve()
  /** the first query that failed: a transaction answers nothing after it */
  private failure: unknown
  private outside: Promise<unknown> = Promise.resolve()

  constructor(private readonly pool: Pool) {}

  /** Whether its transaction has begun: from then on only Postgres may be waited for. */
  get isOpen(): boolean {
    return this.client !== undefined
  }

  /** Rows of one parameterised query. */
  async rows<T extends QueryResultRow>(sql: string, values: readonly unknown[] = []): Promise<T[]> {
    return (await this.query<T>(sql, [...values])).rows
  }

  /** As `Queryable`, for read models of other rooms. */
  query<T extends QueryResultRow>(sql: string, values: unknown[] = []): Promise<QueryResult<T>> {
    // Resolvers of one operation run at once; the connection takes one query at a time.
    const result = this.last.then(async () => {
      if (this.failure !== undefined) throw this.failure
      try {
        return await (await this.begin()).query<T>(sql, values)
      } catch (error) {
        this.failure ??= error
        throw error
      }
    })
    this.last = result.catch(() => undefined)
    return result
  }

  /** Whether a table exists yet: asking for one that does not would abort the transaction. */
  async hasTable(name: string): Promise<boolean> {
    const [row] = await this.rows<{ found: boolean }>('select to_regclass($1) is not null as found', [name])
    return row!.found
  }

  /**
   * Asks a store other than Postgres. The transaction begins only after it has answered, so that none is open
   * meanwhile: all root fields are asked before the first query is sent.
   * @throws whatever `work` throws; Error when the transaction has begun
   */
  beside<T>(work: () => Promise<T>): Promise<T> {
    if (this.isOpen) throw new Error('a store was asked while a snapshot was open')
    const result = work()
    this.outside = Promise.all([this.outside, result.catch(() => undefined)])
    return result
  }

  /** Gives the connection back. Safe to call twice, and without a query. */
  async end(): Promise<void> {
    if (this.ended) return
    this.ended = true
    // A resolver may still query when another one has failed.
    await this.last
    const client = await this.client?.catch(() => undefined)
    if (!client) return
    // A server that is away would not answer `rollback`: closing the connection ends the transaction.
    if (isAway(this.failure)) return client.release(true)
    try {
      await client.query('rollback')
      client.release()
    } catch {
      client.release(true)
    }
  }

  private async begin(): Promise<PoolClient> {
    if (this.ended) throw new Error('a snapshot was used after its operation ended')
    await this.outside
    this.client ??= this.open()
    return this.client
  }

  private async open(): Promise<PoolClient> {
    const client = await this.pool.connect()
    try {
      await client.query(BEGIN['read-only snapshot'])
      return client
    } catch (error) {
      client.release(true)
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
