import { randomUUID } from 'node:crypto'
import type { AnalyticsClient } from '../client'

/** Prefix of the query ids of a network's inserts; no network's is a prefix of another's. */
const prefixOf = (network: string) => `assay-project/${network}/`

/** Query id of one insert, by which the server finds it after a time-out. */
export const insertId = (network: string) => `${prefixOf(network)}${randomUUID()}`

/**
 * Ends inserts that are still under way: a time-out ends the client's wait, not the server's work, and a batch that
 * arrives after its repair would be stored twice. Returns when none is left; the embedded host, which has one writer, runs
 * this after them.
 */
export async function endInserts(clickhouse: AnalyticsClient, network: string): Promise<void> {
  await clickhouse.command({
    query: 'KILL QUERY WHERE startsWith(query_id, {prefix:String}) SYNC',
    query_params: { prefix: prefixOf(network) },
  })
}
