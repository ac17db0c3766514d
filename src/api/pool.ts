import type { Pool } from 'pg'
import { openPool } from '../postgres/pool'
import { CONNECTION_WAIT_MS, POOL_CONNECTIONS, STATEMENT_TIMEOUT_MS } from './limits'

/** Connections that cannot write, whatever their role: the api has no business changing anything. */
export function readOnlyPool(dbUrl: string, onIdleError: (error: Error) => void): Pool {
  return openPool(dbUrl, {
    max: POOL_CONNECTIONS,
    name: 'assay-api',
    waitMs: CONNECTION_WAIT_MS,
    statementMs: STATEMENT_TIMEOUT_MS,
    idleInTransactionMs: STATEMENT_TIMEOUT_MS * 2,
    readOnly: true,
    onIdleError,
  })
}
