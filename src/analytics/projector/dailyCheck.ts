import { createLogger } from '@subsquid/logger'
import type { Client } from 'pg'
import type { AnalyticsClient } from '../client'
import { compareStores, recordEquality } from '../equality'

const log = createLogger('assay:project')

const DAY_MS = 24 * 3_600_000

/** A check that could not be made reads whole tables again: not at once. */
const RETRY_MS = 60_000

/**
 * Compares both stores once a day, by the clock of Postgres. Returns a function to call for a network whenever the
 * projector has caught up; it does nothing on most calls. A check that fails holds nobody up: it is made later.
 */
export function dailyCheck(clickhouse: AnalyticsClient): (pg: Client, network: string) => Promise<void> {
  const dueAt = new Map<string, number>()
  return async (pg, network) => {
    const due = dueAt.get(network) ?? (await lastCheck(pg, network)) + DAY_MS
    dueAt.set(network, due)
    if (Date.now() < due) return
    try {
      if (await check(pg, clickhouse, network)) dueAt.set(network, Date.now() + DAY_MS)
    } catch (error) {
      dueAt.set(network, Date.now() + RETRY_MS)
      log.warn(`${network}: the stores could not be compared: ${(error as Error).message}; trying again`)
    }
  }
}

/** @returns false before the first fact: there is nothing to compare */
async function check(pg: Client, clickhouse: AnalyticsClient, network: string): Promise<boolean> {
  const equality = await compareStores(pg, clickhouse, network)
  if (equality.block < 0) return false
  await recordEquality(pg, equality)
  if (equality.equal) log.info(`${network}: both stores agree up to block ${equality.block}`)
  else log.error({ differences: equality.differences }, `${network}: the stores differ; see assay project --help`)
  return true
}

async function lastCheck(pg: Client, network: string): Promise<number> {
  const { rows } = await pg.query('SELECT checked_at FROM projection_check WHERE network = $1', [network])
  return rows.length === 0 ? 0 : (rows[0].checked_at as Date).getTime()
}
