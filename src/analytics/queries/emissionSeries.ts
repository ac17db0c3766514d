import type { AnalyticsClient } from '../client'
import { byBucket } from './group'
import { type Bucket, bucketStart, bucketsOf, type SeriesRange } from './range'
import { inRange, rangeParams, selectSeries } from './select'

export interface DomainEmission {
  readonly domainId: bigint
  /** base units minted for the domain within the bucket, the foundation's part included */
  readonly amount: bigint
  readonly epochs: number
}

export interface EmissionBucket extends Bucket {
  readonly domains: readonly DomainEmission[]
}

interface Row {
  bucket: string
  domain_id: string
  amount: string
  epochs: string
}

/**
 * Tokens minted within every interval, by domain.
 * @throws AssayError E-SERIES-RANGE, E-STORE-AWAY
 */
export async function emissionSeries(client: AnalyticsClient, range: SeriesRange): Promise<EmissionBucket[]> {
  const buckets = bucketsOf(range)
  const rows = await selectSeries<Row>(
    client,
    `SELECT ${bucketStart(range.every)} AS bucket, domain_id, sum(e.amount) AS amount, uniqExact(epoch) AS epochs
      FROM emission AS e WHERE ${inRange} GROUP BY bucket, domain_id ORDER BY bucket, domain_id`,
    rangeParams(range),
  )
  const found = byBucket(rows)
  return buckets.map(({ key, start, end }) => ({
    start,
    end,
    domains: (found.get(key) ?? []).map((row) => ({
      domainId: BigInt(row.domain_id),
      amount: BigInt(row.amount),
      epochs: Number(row.epochs),
    })),
  }))
}
