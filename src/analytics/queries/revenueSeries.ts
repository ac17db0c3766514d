import { grouped } from '../../economics/grouped'
import type { RevenueParts } from '../../economics/revenue'
import type { BaseUnits } from '../../economics/units'
import type { AnalyticsClient } from '../client'
import { type Bucket, bucketStart, bucketsOf, type SeriesRange } from './range'
import { inRange, rangeParams, selectSeries } from './select'

export interface AssetRevenue extends RevenueParts {
  /** token address, or `eth`; empty for routed revenue, whose asset is the profile's `revenueAsset` */
  readonly asset: string
  readonly receipts: number
  /** the parts sum to it */
  readonly amount: BaseUnits
  readonly modelOwners: BaseUnits
  readonly fees: BaseUnits
  readonly emissionReserve: BaseUnits
}

export interface RevenueBucket extends Bucket {
  readonly assets: readonly AssetRevenue[]
}

type Row = { bucket: string; asset: string; receipts: string } & Record<Part, string>

const parts = ['amount', 'stakers', 'nodes', 'buyback', 'model_owners', 'fees', 'emission_reserve'] as const
type Part = (typeof parts)[number]

/**
 * Revenue received within every interval and its split: receipts of a vault and revenue routed per model.
 * @throws AssayError E-SERIES-RANGE, E-STORE-AWAY
 */
export async function revenueSeries(client: AnalyticsClient, range: SeriesRange): Promise<RevenueBucket[]> {
  const buckets = bucketsOf(range)
  const zero = 'toUInt256(0)'
  const rows = await selectSeries<Row>(
    client,
    `SELECT bucket, asset, count() AS receipts, ${parts.map((part) => `sum(f.${part}) AS ${part}`).join(', ')} FROM (
      SELECT ${bucketStart(range.every)} AS bucket, toString(asset) AS asset, amount, stakers, nodes, buyback,
        ${zero} AS model_owners, ${zero} AS fees, ${zero} AS emission_reserve FROM revenue WHERE ${inRange}
      UNION ALL
      SELECT ${bucketStart(range.every)} AS bucket, '' AS asset, gross AS amount, ${zero} AS stakers, ${zero} AS nodes,
        buyback, model_owner AS model_owners, fees, emission_reserve FROM revenue_route WHERE ${inRange}
    ) AS f GROUP BY bucket, asset ORDER BY bucket, asset`,
    rangeParams(range),
  )
  const found = grouped(rows, ({ bucket }) => Number(bucket))
  return buckets.map(({ key, start, end }) => ({
    start,
    end,
    assets: (found.get(key) ?? []).map((row) => ({
      asset: row.asset,
      receipts: Number(row.receipts),
      amount: BigInt(row.amount),
      stakers: BigInt(row.stakers),
      nodes: BigInt(row.nodes),
      buyback: BigInt(row.buyback),
      modelOwners: BigInt(row.model_owners),
      fees: BigInt(row.fees),
      emissionReserve: BigInt(row.emission_reserve),
    })),
  }))
}
