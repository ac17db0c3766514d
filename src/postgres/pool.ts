import { Pool } from 'pg'
import './listening'

/** A server that takes longer to let a connection in, or a pool that takes longer to have one free, is away. */
export const CONNECTION_WAIT_MS = 10_000

interface PoolOptions {
  /** connections at most */
  readonly max: number
  /** as `pg_stat_activity` shows it */
  readonly name: string
  /** how long a caller waits for a connection (10 s) */
  readonly waitMs?: number
  /** how long one statement may run; unset: as long as it takes */
  readonly statementMs?: number
  /** how long an open transaction may do nothing; unset: for ever */
  readonly idleInTransactionMs?: number
  /** whether the server refuses writes, whatever the role */
  readonly readOnly?: boolean
  /** called when a connection broke while nobody used it */
  readonly onIdleError?: (error: Error) => void
}

/** A client waits this much longer than the server, which then says itself what took too long. */
const SERVER_FIRST_MS = 2_000

/** The one place where pools are opened. A connection that breaks fails the query in flight, or the next one. */
export function openPool(url: string, options: PoolOptions): Pool {
  const { max, name, waitMs = CONNECTION_WAIT_MS, statementMs, idleInTransactionMs, readOnly } = options
  const pool = new Pool({
    connectionString: url,
    max,
    application_name: name,
    connectionTimeoutMillis: waitMs,
    keepAlive: true,
    ...(statementMs !== undefined && { statement_timeout: statementMs, query_timeout: statementMs + SERVER_FIRST_MS }),
    ...(idleInTransactionMs !== undefined && { idle_in_transaction_session_timeout: idleInTransactionMs }),
    ...(readOnly && { options: '-c default_transaction_read_only=on' }),
  })
  pool.on('error', options.onIdleError ?? (() => undefined))
  return pool
}
