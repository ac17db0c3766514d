import type { PoolClient } from 'pg'

/** What statements need of a connection; a pool gives it too, outside a transaction. */
export type Db = Pick<PoolClient, 'query'>
