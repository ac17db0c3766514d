import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { createLogger } from '@subsquid/logger'
import { type AnalyticsClient, analyticsClient } from '../analytics/client'
import type { Env } from '../config/env'
import { projectRoot } from '../config/root'
import type { JobLog } from '../dispatch/log/joblog'
import { openJobLog } from '../dispatch/log/open'
import { AssayError } from '../errors'
import { ChainHeads } from '../ledger/chainHeads'
import type { Services } from './context'
import { FolderCids } from './folderCids'
import { graphqlHandler } from './graphql'
import { allowedOrigins } from './http/cors'
import { Metrics } from './http/metrics'
import { answer } from './http/router'
import { Scrape } from './http/scrape'
import { boundedServer } from './http/sockets'
import { Live } from './live/live'
import { readOnlyPool } from './pool'
import { Profiles } from './profiles'

export interface Api {
  /** where it listens, e.g. http://127.0.0.1:4350 */
  readonly url: string
  close(): Promise<void>
}

interface ApiOptions {
  /** called whenever profiles are refreshed: a running `assay up` may name more of them later */
  readonly readEnv: () => Env
  /** folder of the built page; the package's own unless given */
  readonly dashboardDir?: string
}

/**
 * Starts the public API. Needs nothing but a port: stores and profiles may appear later, and its answers say so.
 * @throws AssayError E-PORT-IN-USE
 */
export async function startApi({ readEnv, dashboardDir }: ApiOptions): Promise<Api> {
  const env = readEnv()
  const log = createLogger('assay:api')
  const warn = (error: unknown) => log.warn((error as Error).message)

  const pool = readOnlyPool(env.dbUrl, warn)
  const chainHeads = new ChainHeads(() => readEnv().variables)
  const profiles = new Profiles(readEnv, warn)
  const live = new Live({ pool, chainHeads }, warn)
  let analytics: AnalyticsClient | undefined
  let jobLog: JobLog | undefined
  const services: Services = {
    env,
    pool,
    profiles,
    chainHeads,
    live,
    cids: new FolderCids(),
    log,
    analytics: () => {
      analytics ??= analyticsClient(readEnv())
      return analytics
    },
    jobLog: () => {
      jobLog ??= openJobLog(readEnv())
      return jobLog
    },
  }
  const metrics = new Metrics()
  const site = {
    services,
    metrics,
    scrape: new Scrape(services, metrics),
    dashboardDir: dashboardDir ?? path.join(projectRoot, 'lib/dashboard'),
    graphiqlDir: path.join(projectRoot, 'lib/graphiql'),
    origins: allowedOrigins(env.CORS_ORIGINS),
    graphql: graphqlHandler(services, (code) => metrics.graphqlError(code)),
  }
  const server = boundedServer((request, response) => answer(site, request, response))
  const stores = async () => {
    metrics.close()
    await pool.end()
    await analytics?.close()
    await jobLog?.close()
  }
  try {
    await listen(server, env)
  } catch (error) {
    await stores()
    throw error
  }
  const { port } = server.address() as AddressInfo
  return {
    url: `http://${env.LISTEN.includes(':') ? `[${env.LISTEN}]` : env.LISTEN}:${port}`,
    close: async () => {
      live.close()
      await new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeIdleConnections()
        // answers under way get a moment; a stalled reader does not keep the process alive
        setTimeout(() => server.closeAllConnections(), CLOSE_GRACE_MS).unref()
      })
      await stores()
    },
  }
}

/** Longer than any statement that matters, well within the supervisor's five seconds. */
const CLOSE_GRACE_MS = 2_000

function listen(server: Server, env: Env): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(
        error.code === 'EADDRINUSE'
          ? new AssayError('E-PORT-IN-USE', `port ${env.GQL_PORT} of ${env.LISTEN} is taken by another process`, {
              next: 'Set GQL_PORT to a free port, or stop the other process.',
              cause: error,
            })
          : error,
      )
    })
    server.listen(env.GQL_PORT, env.LISTEN, resolve)
  })
}
