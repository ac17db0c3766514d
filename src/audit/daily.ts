import { createLogger } from '@subsquid/logger'
import type { Client } from 'pg'
import type { Env } from '../config/env'
import { loadProfile } from '../config/profile'
import { openClient } from '../postgres/client'
import { locked } from '../postgres/lock'
import { Loop } from '../process/loop'
import { errorText } from '../process/redaction'
import { isAudited } from './report/store'

const HOUR_MS = 3_600_000
/** Once a day reads every table; what fails is looked at hourly, so that its alarm ends soon after it was mended. */
const FRESH_MS = { ok: 24 * HOUR_MS, failing: HOUR_MS }
/** A start has other work: its history is read, and the first figures are waited for. */
const FIRST_AFTER_MS = 10 * 60_000
const LOOK_MS = 60_000

const log = createLogger('assay:audit')

/**
 * Has every network audited once a day, by one cron at a time.
 * @param run audits a network to its end, outside this process: a replay takes a core for as long as it lasts, and what
 * pays must not wait for it
 */
export function startDailyAudit(env: Env, signal: AbortSignal, run: (network: string) => Promise<void>): Loop {
  const networks = env.profileFiles.map((file) => loadProfile(file, env.variables).name)
  const startedAt = Date.now()
  const round = async () => {
    if (Date.now() < startedAt + FIRST_AFTER_MS) return 0
    for (const network of networks) if (!signal.aborted) await auditIfDue(env.dbUrl, network, run)
    return 0
  }
  return new Loop('daily audit', LOOK_MS, round, log)
}

async function auditIfDue(dbUrl: string, network: string, run: (network: string) => Promise<void>): Promise<void> {
  let db: Client | undefined
  try {
    db = await openClient(dbUrl, 'assay daily audit')
    const lender = db
    await locked(db, 'audit', network, async () => {
      if (!(await isAudited(lender, network, FRESH_MS))) await run(network)
    })
  } catch (error) {
    log.warn(`${network}: ${errorText(error)}; it is tried again`)
  } finally {
    await db?.end().catch(() => undefined)
  }
}
