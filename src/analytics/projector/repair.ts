import type { AnalyticsClient } from '../client'
import { select } from '../queries/select'
import type { Cursor } from './cursor'
import { projections } from './projections'

/** Waits for deletes on every replica: the next insert must not meet them. */
export const inSync = { lightweight_deletes_sync: '2', mutations_sync: '2', alter_sync: '2' } as const

/**
 * Removes what is above the cursor: facts of a batch that was cut short before its cursor moved.
 * @returns whether as many rows are left as the cursor counts; if not, facts were lost and the network is projected anew
 */
export async function repair(clickhouse: AnalyticsClient, network: string, cursor: Cursor): Promise<boolean> {
  let kept = 0n
  for (const { table } of projections) {
    const { above, below } = await countAround(clickhouse, table, network, cursor.block)
    kept += below
    if (above === 0n) continue
    if (cursor.block < 0) {
      await clickhouse.command({
        query: `ALTER TABLE ${table} DROP PARTITION {network:String}`,
        query_params: { network },
        clickhouse_settings: inSync,
      })
    } else {
      await clickhouse.command({
        query: `DELETE FROM ${table} WHERE network = {network:String} AND block > {block:UInt32}`,
        query_params: { network, block: cursor.block },
        clickhouse_settings: inSync,
      })
    }
  }
  return kept === cursor.rows
}

async function countAround(clickhouse: AnalyticsClient, table: string, network: string, block: number) {
  const [row] = await select<{ above: string; below: string }>(
    clickhouse,
    `SELECT countIf(toInt64(block) > {block:Int64}) AS above, countIf(toInt64(block) <= {block:Int64}) AS below
      FROM ${table} WHERE network = {network:String}`,
    { network, block },
  )
  return { above: BigInt(row!.above), below: BigInt(row!.below) }
}
