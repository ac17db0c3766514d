import type { AnalyticsClient } from '../client'
import { byBucket } from './group'
import { type Bucket, bucketStart, bucketsOf, type SeriesRange } from './range'
import { beforeRange, inRange, rangeParams, selectSeries } from './select'

export interface TierStake {
  readonly lockSeconds: number
  /** base units in open positions of the tier at the bucket's end */
  readonly amount: bigint
  readonly positions: number
}

export interface StakingBucket extends Bucket {
  /** tiers that have ever held a position, shortest lock first */
  readonly tiers: readonly TierStake[]
}

interface Row {
  bucket: string
  lock_seconds: number
  amount: string
  positions: string
}

/**
 * Open stakes per lock tier at the end of every interval: what was opened less what was closed, from the beginning.
 * @throws AssayError E-SERIES-RANGE, E-STORE-AWAY
 */
export async function stakingSeries(client: AnalyticsClient, range: SeriesRange): Promise<StakingBucket[]> {
  const buckets = bucketsOf(range)
  const params = rangeParams(range)
  const sums = 'lock_seconds, sum(amount) AS amount, sum(positions) AS positions'
  const [before, within] = await Promise.all([
    selectSeries<Row>(client, `SELECT ${sums} FROM position_change WHERE ${beforeRange} GROUP BY lock_seconds`, params),
    selectSeries<Row>(
      client,
      `SELECT ${bucketStart(range.every)} AS bucket, ${sums} FROM position_change WHERE ${inRange}
        GROUP BY bucket, lock_seconds`,
      params,
    ),
  ])
  const changes = byBucket(within)
  const tiers = new Map<number, TierStake>()
  const add = (row: Row) => {
    const tier = tiers.get(row.lock_seconds)
    tiers.set(row.lock_seconds, {
      lockSeconds: row.lock_seconds,
      amount: (tier?.amount ?? 0n) + BigInt(row.amount),
      positions: (tier?.positions ?? 0) + Number(row.positions),
    })
  }
  before.forEach(add)
  return buckets.map(({ key, start, end }) => {
    for (const row of changes.get(key) ?? []) add(row)
    return { start, end, tiers: [...tiers.values()].sort((a, b) => a.lockSeconds - b.lockSeconds) }
  })
}
