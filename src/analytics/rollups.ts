import type { AnalyticsClient } from './client'

/**
 * Blocks of a segment: a few hours to a day and a half of a chain. What a crash makes doubtful is one segment, made
 * anew in a moment; and queries that must not see beyond a block read at most one segment of facts.
 */
export const SEGMENT_BLOCKS = 10_000

/** No segment is as high: block numbers have 32 bits. */
export const EVERY_SEGMENT = 4_294_967_295

/** Segments whose last block is at or below a block. */
export const wholeSegments = (block: number) => Math.floor((block + 1) / SEGMENT_BLOCKS)

/** A table of hours, and how its rows come from facts: db/clickhouse/0002-rollups.sql says the same. */
export interface Rollup {
  readonly table: string
  readonly facts: string
  /** `WHERE` may be put between the two */
  readonly select: readonly [from: string, group: string]
}

export const rollups: readonly Rollup[] = [
  {
    table: 'supply_hour',
    facts: 'supply_point',
    select: [
      `SELECT network, asset, class, cause, toStartOfHour(block_time) AS hour, intDiv(f.block, 10000) AS segment,
        argMaxState(f.balance, f.block) AS last, max(f.block) AS block, count() AS facts
        FROM supply_point AS f`,
      'GROUP BY network, asset, class, cause, hour, segment',
    ],
  },
  {
    table: 'bill_hour',
    facts: 'bill_change',
    select: [
      `SELECT network, toStartOfHour(block_time) AS hour, intDiv(block, 10000) AS segment,
        countIf(change = 'opened') AS opened, countIf(change = 'settled') AS settled,
        countIf(change = 'refunded') AS refunded, sum(f.compute_units) AS compute_units, sum(f.cost) AS cost,
        sum(f.fee) AS fee, sum(f.governance) AS governance, sum(f.treasury) AS treasury,
        sum(f.adaptor_share) AS adaptor_share, sum(f.node_share) AS node_share, sum(f.refund) AS refund,
        count() AS facts
        FROM bill_change AS f`,
      'GROUP BY network, hour, segment',
    ],
  },
]

/**
 * Facts that the hours of a network say they cover, and facts there are. Equal when every row was rolled up once.
 * @param below segments to look at; a batch that is being written is in the last one
 */
export async function coverage(
  clickhouse: AnalyticsClient,
  { table, facts }: Rollup,
  network: string,
  below = EVERY_SEGMENT,
): Promise<{ rolled: string; facts: string }> {
  const result = await clickhouse.query({
    query: `SELECT (SELECT toString(sum(r.facts)) FROM ${table} AS r
        WHERE network = {network:String} AND segment < {segment:UInt32}) AS rolled,
      (SELECT toString(count()) FROM ${facts} WHERE network = {network:String} AND block < {block:UInt64}) AS facts`,
    query_params: { network, segment: below, block: below * SEGMENT_BLOCKS },
    format: 'JSONEachRow',
  })
  const [row] = await result.json<{ rolled: string; facts: string }>()
  return row!
}
