import type { AnalyticsClient } from '../client'
import { coverage, type Rollup, rollups, SEGMENT_BLOCKS, wholeSegments } from '../rollups'
import { inSync } from './repair'

/**
 * Rebuilds the hours of the cursor's segment from repaired facts; all hours where their counts show that the facts are
 * older than the table. Idempotent.
 */
export async function repairRollups(clickhouse: AnalyticsClient, network: string, cursorBlock: number): Promise<void> {
  const segment = wholeSegments(cursorBlock)
  for (const rollup of rollups) {
    await remake(clickhouse, rollup, network, segment)
    const { rolled, facts } = await coverage(clickhouse, rollup, network)
    if (rolled !== facts) await remake(clickhouse, rollup, network, 0)
  }
}

async function remake(
  clickhouse: AnalyticsClient,
  { name, facts, select, key }: Rollup,
  network: string,
  segment: number,
) {
  const query_params = { network, segment, block: segment * SEGMENT_BLOCKS }
  await clickhouse.command({
    query: `DELETE FROM ${name} WHERE network = {network:String} AND segment >= {segment:UInt32}`,
    query_params,
    clickhouse_settings: inSync,
  })
  await clickhouse.command({
    query: `INSERT INTO ${name} SELECT ${select} FROM ${facts} AS f
      WHERE network = {network:String} AND f.block >= {block:UInt32} GROUP BY network, ${key}`,
    query_params,
  })
}
