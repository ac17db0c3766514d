import type { AnalyticsClient } from '../client'
import { byBucket } from './group'
import { type Bucket, bucketStart, bucketsOf, type SeriesRange } from './range'
import { inRange, rangeParams, selectSeries } from './select'

export interface BurnedFor {
  /** early-exit | slash | revenue-buyback | usage | profile-buyback | direct */
  readonly cause: string
  /** base units burned within the bucket */
  readonly amount: bigint
  readonly count: number
}

export interface BurnBucket extends Bucket {
  readonly causes: readonly BurnedFor[]
  readonly total: bigint
}

interface Row {
  bucket: string
  cause: string
  amount: string
  count: string
}

/**
 * Tokens that reached a burn sink within every interval, by cause.
 * @param range.asset token address in lower case
 * @throws AssayError E-SERIES-RANGE, E-STORE-AWAY
 */
export async function burnSeries(
  client: AnalyticsClient,
  range: SeriesRange & { readonly asset: string },
): Promise<BurnBucket[]> {
  const buckets = bucketsOf(range)
  // a transfer from one sink to another burns nothing twice
  const rows = await selectSeries<Row>(
    client,
    `SELECT ${bucketStart(range.every)} AS bucket, cause, sum(amount) AS amount, count() AS count FROM movement
      WHERE asset = {asset:String} AND to_class = 'burned' AND from_class != 'burned' AND ${inRange}
      GROUP BY bucket, cause ORDER BY bucket, cause`,
    { ...rangeParams(range), asset: range.asset },
  )
  const found = byBucket(rows)
  return buckets.map(({ key, start, end }) => {
    const causes = (found.get(key) ?? []).map((row) => ({
      cause: row.cause,
      amount: BigInt(row.amount),
      count: Number(row.count),
    }))
    return { start, end, causes, total: causes.reduce((sum, each) => sum + each.amount, 0n) }
  })
}
