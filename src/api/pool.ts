import { Pool } from 'pg'
import { CONNECTION_WAIT_MS, POOL_CONNECTIONS, STATEMENT_TIMEOUT_MS } from './limits'

/** Connections that cannot write, whatever their role: the api has no business changing anything. */
export function readOnlyPool(dbUrl: string, onError: (error: Error) => void): Pool {
  const pool = new Pool({
    connectionString: dbUrl,
    max: POOL_CONNECTIONS,
    connectionTimeoutMillis: CONNECTION_WAIT_MS,
    application_name: 'assay-api',
    statement_timeout: STATEMENT_TIMEOUT_MS,
    idle_in_transaction_session_timeout: STATEMENT_TIMEOUT_MS * 2,
    options: '-c default_transaction_read_only=on',
  })
  // an idle connection that breaks (the server restarts) must not end the process; the next query opens another
  pool.on('error', onError)
  return pool
}
