import type { AnalyticsClient } from '../client'
import { byBucket } from './group'
import { type Bucket, bucketStart, bucketsOf, type SeriesRange } from './range'
import { inRange, rangeParams, selectSeries } from './select'

export interface SlashBucket extends Bucket {
  readonly slashes: number
  readonly nodes: number
  /** base units taken from stakes */
  readonly amount: bigint
}

interface Row {
  bucket: string
  slashes: string
  nodes: string
  amount: string
}

/**
 * Stake taken from nodes within every interval.
 * @throws AssayError E-SERIES-RANGE, E-STORE-AWAY
 */
export async function slashSeries(client: AnalyticsClient, range: SeriesRange): Promise<SlashBucket[]> {
  const buckets = bucketsOf(range)
  const rows = await selectSeries<Row>(
    client,
    `SELECT ${bucketStart(range.every)} AS bucket, count() AS slashes, uniqExact(node) AS nodes, sum(s.amount) AS amount
      FROM slash AS s WHERE ${inRange} GROUP BY bucket`,
    rangeParams(range),
  )
  const found = byBucket(rows)
  return buckets.map(({ key, start, end }) => {
    const row = found.get(key)?.[0]
    return {
      start,
      end,
      slashes: Number(row?.slashes ?? 0),
      nodes: Number(row?.nodes ?? 0),
      amount: BigInt(row?.amount ?? 0),
    }
  })
}
