import type { Pool, PoolClient, QueryResult, QueryResultRow } from 'pg'
import { isAway } from './away'
import { hasTable } from './hasTable'
import { BEGIN } from './transaction'

/** What Postgres says of a table that is not there. */
const NO_TABLE = '42P01'
/** By pool, the tables its database was seen to have: none goes away while it is read, unless somebody drops the schema. */
const seen = new WeakMap<Pool, Set<string>>()

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
        if ((error as { code?: string }).code === NO_TABLE) seen.delete(this.pool)
        throw error
      }
    })
    this.last = result.catch(() => undefined)
    return result
  }

  /** As `hasTable`, which is asked until it is there. */
  async hasTable(name: string): Promise<boolean> {
    const tables = seen.get(this.pool) ?? new Set()
    if (tables.has(name)) return true
    const found = await hasTable(this, name)
    if (found) seen.set(this.pool, tables.add(name))
    return found
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
