import type { AnalyticsClient } from '../client'
import { byBucket } from './group'
import { type Bucket, bucketStart, bucketsOf, type SeriesRange } from './range'
import { hoursInRange, rangeParams, restInRange, selectSeries } from './select'

export interface BillBucket extends Bucket {
  readonly opened: number
  readonly settled: number
  readonly refunded: number
  /** micro-CU of the bills settled within the bucket */
  readonly computeUnits: bigint
  /** base units; fee + governance + treasury + adaptorShare + nodeShare */
  readonly cost: bigint
  readonly fee: bigint
  readonly governance: bigint
  readonly treasury: bigint
  readonly adaptorShare: bigint
  readonly nodeShare: bigint
  /** base units returned by settling, and by refunding whole escrows */
  readonly refund: bigint
}

const sums = [
  'compute_units',
  'cost',
  'fee',
  'governance',
  'treasury',
  'adaptor_share',
  'node_share',
  'refund',
] as const
type Row = { bucket: string; opened: string; settled: string; refunded: string } & Record<(typeof sums)[number], string>

/**
 * Bills opened and closed within every interval, and what the settled ones cost.
 * @throws AssayError E-SERIES-RANGE, E-STORE-AWAY
 */
export async function billSeries(client: AnalyticsClient, range: SeriesRange): Promise<BillBucket[]> {
  const buckets = bucketsOf(range)
  const counts = ['opened', 'settled', 'refunded']
  const rows = await selectSeries<Row>(
    client,
    `SELECT bucket, ${[...counts, ...sums].map((column) => `sum(h.${column}) AS ${column}`).join(', ')} FROM (
      SELECT ${bucketStart(range.every, 'hour')} AS bucket, ${[...counts, ...sums].join(', ')}
        FROM bill_hour WHERE ${hoursInRange}
      UNION ALL
      SELECT ${bucketStart(range.every)} AS bucket, ${counts.map((name) => `toUInt64(change = '${name}') AS ${name}`)},
        ${sums.join(', ')} FROM bill_change WHERE ${restInRange}
    ) AS h GROUP BY bucket`,
    rangeParams(range),
  )
  const found = byBucket(rows)
  return buckets.map(({ key, start, end }) => {
    const row = found.get(key)?.[0]
    return {
      start,
      end,
      opened: Number(row?.opened ?? 0),
      settled: Number(row?.settled ?? 0),
      refunded: Number(row?.refunded ?? 0),
      computeUnits: BigInt(row?.compute_units ?? 0),
      cost: BigInt(row?.cost ?? 0),
      fee: BigInt(row?.fee ?? 0),
      governance: BigInt(row?.governance ?? 0),
      treasury: BigInt(row?.treasury ?? 0),
      adaptorShare: BigInt(row?.adaptor_share ?? 0),
      nodeShare: BigInt(row?.node_share ?? 0),
      refund: BigInt(row?.refund ?? 0),
    }
  })
}
