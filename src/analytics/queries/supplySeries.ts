import type { AnalyticsClient } from '../client'
import { byBucket } from './group'
import { type Bucket, bucketStart, bucketsOf, type SeriesRange } from './range'
import { beforeRange, inRange, rangeParams, select } from './select'

export interface ClassAmount {
  /** a class of the ledger, or a memo: `burned-at-zero`, `excluded:<address>` */
  readonly class: string
  /** base units */
  readonly amount: bigint
}

export interface CauseAmount {
  readonly cause: string
  /** base units, since the token began */
  readonly amount: bigint
}

export interface SupplyBucket extends Bucket {
  /** block of the newest balance used; null when nothing had happened yet */
  readonly block: number | null
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
 * @throws AssayError E-SERIES-RANGE, E-CLICKHOUSE
 */
export async function supplySeries(
  client: AnalyticsClient,
  range: SeriesRange & { readonly asset: string },
): Promise<SupplyBucket[]> {
  const buckets = bucketsOf(range)
  const params = { ...rangeParams(range), asset: range.asset }
  const latest = 'class, cause, argMax(p.balance, p.block) AS balance, max(p.block) AS block'
  const [before, within] = await Promise.all([
    select<Row>(
      client,
      `SELECT ${latest} FROM (SELECT class, cause, balance, block FROM supply_point
        WHERE asset = {asset:String} AND ${beforeRange}) AS p GROUP BY class, cause`,
      params,
    ),
    select<Row>(
      client,
      `SELECT bucket, ${latest} FROM (SELECT ${bucketStart[range.every]} AS bucket, class, cause, balance, block
        FROM supply_point WHERE asset = {asset:String} AND ${inRange}) AS p GROUP BY bucket, class, cause`,
      params,
    ),
  ])
  const changes = byBucket(within)
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
