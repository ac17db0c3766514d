import { grouped } from '../../economics/grouped'
import type { BaseUnits, BlockNumber } from '../../economics/units'
import type { AnalyticsClient } from '../client'
import { type Bucket, bucketStart, bucketsOf, type SeriesRange } from './range'
import { hoursBeforeRange, hoursInRange, rangeParams, restBeforeRange, restInRange, selectSeries } from './select'

export interface ClassAmount {
  /** a class of the ledger, or a memo: `burned-at-zero`, `excluded:<address>` */
  readonly class: string
  readonly amount: BaseUnits
}

export interface CauseAmount {
  readonly cause: string
  /** since the token began */
  readonly amount: BaseUnits
}

export interface SupplyBucket extends Bucket {
  /** block of the newest balance used; null when nothing had happened yet */
  readonly block: BlockNumber | null
  /** balance of every class seen so far, at the last block before the bucket's end; carried where nothing changed */
  readonly classes: readonly ClassAmount[]
  readonly burnedBy: readonly CauseAmount[]
  readonly issuedBy: readonly CauseAmount[]
}

interface Row {
  bucket: string
  class: string
  cause: string
  balance: string
  block: number
}

/**
 * Balances of an asset's classes at the end of every interval.
 * @param range.asset token address in lower case, or `eth`
 * @throws AssayError E-SERIES-RANGE, E-STORE-AWAY
 */
export async function supplySeries(
  client: AnalyticsClient,
  range: SeriesRange & { readonly asset: string },
): Promise<SupplyBucket[]> {
  const buckets = bucketsOf(range)
  const params = { ...rangeParams(range), asset: range.asset }
  const state = 'argMaxState(f.balance, f.block) AS last, max(f.block) AS block'
  const latest = 'class, cause, argMaxMerge(p.last) AS balance, max(p.block) AS block'
  const ofAsset = 'WHERE asset = {asset:String} AND'
  const [before, within] = await Promise.all([
    selectSeries<Row>(
      client,
      `SELECT ${latest} FROM (
        SELECT class, cause, last, block FROM supply_hour ${ofAsset} ${hoursBeforeRange}
        UNION ALL
        SELECT class, cause, ${state} FROM (SELECT * FROM supply_point ${ofAsset} ${restBeforeRange}) AS f
          GROUP BY class, cause
      ) AS p GROUP BY class, cause`,
      params,
    ),
    selectSeries<Row>(
      client,
      `SELECT bucket, ${latest} FROM (
        SELECT ${bucketStart(range.every, 'hour')} AS bucket, class, cause, last, block
          FROM supply_hour ${ofAsset} ${hoursInRange}
        UNION ALL
        SELECT ${bucketStart(range.every)} AS bucket, class, cause, ${state}
          FROM (SELECT * FROM supply_point ${ofAsset} ${restInRange}) AS f GROUP BY bucket, class, cause
      ) AS p GROUP BY bucket, class, cause`,
      params,
    ),
  ])
  const changes = grouped(within, ({ bucket }) => Number(bucket))
  const current = new Map(before.map((row) => [`${row.class} ${row.cause}`, row]))
  return buckets.map(({ key, start, end }) => {
    for (const row of changes.get(key) ?? []) current.set(`${row.class} ${row.cause}`, row)
    const rows = [...current.values()].sort((a, b) => compare(a.class, b.class) || compare(a.cause, b.cause))
    const causesOf = (name: string): CauseAmount[] =>
      rows
        .filter((row) => row.class === name && row.cause !== '')
        .map(({ cause, balance }) => ({ cause, amount: BigInt(balance) }))
    return {
      start,
      end,
      block: rows.length === 0 ? null : Math.max(...rows.map((row) => row.block)),
      classes: rows.filter((row) => row.cause === '').map((row) => ({ class: row.class, amount: BigInt(row.balance) })),
      burnedBy: causesOf('burned'),
      issuedBy: causesOf('issuance'),
    }
  })
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
