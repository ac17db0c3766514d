import { createLogger } from '@subsquid/logger'
import type { Client } from 'pg'
import type { AnalyticsClient } from '../client'
import { compareStores, recordEquality } from '../equality'

const log = createLogger('assay:project')

const DAY_MS = 24 * 3_600_000

/**
 * Compares both stores once a day, by the clock of Postgres, for one network at a time. Returns a function to call
 * whenever the projector has caught up; it does nothing on most calls.
 */
export function dailyCheck(clickhouse: AnalyticsClient, networks: readonly string[]): (pg: Client) => Promise<void> {
  const dueAt = new Map<string, number>()
  return async (pg) => {
    for (const network of networks) {
      const due = dueAt.get(network) ?? (await lastCheck(pg, network)) + DAY_MS
      dueAt.set(network, due)
      if (Date.now() < due) continue
      const equality = await compareStores(pg, clickhouse, network)
      // before the first fact there is nothing to compare: ask again next time
      if (equality.block < 0) continue
      await recordEquality(pg, equality)
      dueAt.set(network, Date.now() + DAY_MS)
      if (equality.equal) log.info(`${network}: both stores agree up to block ${equality.block}`)
      else log.error({ differences: equality.differences }, `${network}: the stores differ; see assay project --help`)
    }
  }
}

async function lastCheck(pg: Client, network: string): Promise<number> {
  const { rows } = await pg.query('SELECT checked_at FROM projection_check WHERE network = $1', [network])
  return rows.length === 0 ? 0 : (rows[0].checked_at as Date).getTime()
}
