import { randomUUID } from 'node:crypto'
import type { AnalyticsClient } from '../client'

/** What the names of a network's inserts begin with; no network's is the beginning of another's. */
const prefixOf = (network: string) => `assay-project/${network}/`

/** A name for one insert: by it the server finds what we gave up waiting for. */
export const insertId = (network: string) => `${prefixOf(network)}${randomUUID()}`

/**
 * Ends inserts that are still under way: a time-out ends our waiting, not the server's work, and a batch that arrives
 * after its repair would stand there twice. Returns when none is left; the embedded host, which has one writer, runs
 * this after them.
 */
export async function endInserts(clickhouse: AnalyticsClient, network: string): Promise<void> {
  await clickhouse.command({
    query: 'KILL QUERY WHERE startsWith(query_id, {prefix:String}) SYNC',
    query_params: { prefix: prefixOf(network) },
  })
}
