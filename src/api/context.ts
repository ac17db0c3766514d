import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Logger } from '@subsquid/logger'
import type { Pool } from 'pg'
import type { AnalyticsClient } from '../analytics/client'
import type { Env } from '../config/env'
import type { JobLog } from '../dispatch/log/joblog'
import type { ChainHeads } from '../ledger/chainHeads'
import type { Snapshot } from '../postgres/snapshot'
import type { RequestBudget } from './budget'
import type { FolderCids } from './folderCids'
import type { Live } from './live/live'
import type { Loaders } from './loaders'
import type { Profiles } from './profiles'

/** Services of the server, open for as long as it runs. */
export interface Services {
  readonly env: Env
  readonly pool: Pool
  readonly profiles: Profiles
  readonly chainHeads: ChainHeads
  readonly live: Live
  readonly cids: FolderCids
  /** @throws AssayError E-CLICKHOUSE-URL when no ClickHouse is configured */
  readonly analytics: () => AnalyticsClient
  /** opened at the first job; @throws AssayError E-JOBLOG-BROKERS */
  readonly jobLog: () => JobLog
  readonly log: Logger
}

/** Context of one operation. */
export interface Context extends Services {
  readonly req: IncomingMessage
  readonly res: ServerResponse
  readonly snapshot: Snapshot
  /** shared by all operations of the HTTP request */
  readonly budget: RequestBudget
  readonly loaders: Loaders
}
