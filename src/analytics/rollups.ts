import type { HourTable } from '../protocols/factTable'
import type { AnalyticsClient } from './client'
import { factTables } from './factTables'

/**
 * Blocks of a segment: a few hours to a day and a half of a chain. A crash makes one segment doubtful, which is rebuilt in
 * a moment; and a query with an upper block reads at most one segment of facts.
 */
export const SEGMENT_BLOCKS = 10_000

/** No segment is as high: block numbers have 32 bits. */
export const EVERY_SEGMENT = 4_294_967_295

/** Segments whose last block is at or below a block. */
export const wholeSegments = (block: number) => Math.floor((block + 1) / SEGMENT_BLOCKS)

/** A table of hours, and the facts it covers. */
export type Rollup = HourTable & { readonly facts: string }

export const rollups: readonly Rollup[] = factTables.flatMap(({ name, hours }) =>
  hours ? [{ ...hours, facts: name }] : [],
)

/**
 * Facts that the hours of a network count, and facts stored. Equal when every row was rolled up once.
 * @param below segments to look at; a batch that is being written is in the last one
 */
export async function coverage(
  clickhouse: AnalyticsClient,
  { name, facts }: Rollup,
  network: string,
  below = EVERY_SEGMENT,
): Promise<{ rolled: string; facts: string }> {
  const result = await clickhouse.query({
    query: `SELECT (SELECT toString(sum(r.facts)) FROM ${name} AS r
        WHERE network = {network:String} AND segment < {segment:UInt32}) AS rolled,
      (SELECT toString(count()) FROM ${facts} WHERE network = {network:String} AND block < {block:UInt64}) AS facts`,
    query_params: { network, segment: below, block: below * SEGMENT_BLOCKS },
    format: 'JSONEachRow',
  })
  const [row] = await result.json<{ rolled: string; facts: string }>()
  return row!
}
