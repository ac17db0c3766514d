import type { TimeRange } from '../economics/period'
import type { BaseUnits, BlockNumber, Seconds } from '../economics/units'
import type { Queryable } from '../postgres/queryable'

/** Block time of the first revenue in an asset, up to a block; null where there is none. */
export async function firstRevenue(
  db: Queryable,
  network: string,
  asset: string,
  block: BlockNumber,
): Promise<Seconds | null> {
  const { rows } = await db.query<{ time: number }>(
    `select block_time as time from revenue where network = $1 and asset = $2 and block <= $3
     order by block_time limit 1`,
    [network, asset, block],
  )
  return rows[0]?.time ?? null
}

/** Column of a receipt: a receiver's part by the split in force at it, or the whole. Constants of the code, never input. */
export type RevenuePart = 'amount' | 'stakers' | 'nodes'

/** The receipts of revenue in [start, end), up to a block, by id. */
export async function revenueWithin(
  db: Queryable,
  { network, asset, part }: { readonly network: string; readonly asset: string; readonly part: RevenuePart },
  { start, end }: TimeRange,
  block: BlockNumber,
): Promise<{ id: string; amount: BaseUnits; block: BlockNumber }[]> {
  const { rows } = await db.query<{ id: string; amount: string; block: BlockNumber }>(
    `select id, ${part} as amount, block from revenue
     where network = $1 and asset = $2 and block_time >= $3 and block_time < $4 and block <= $5
     order by id collate "C"`,
    [network, asset, start, end, block],
  )
  return rows.map((row) => ({ ...row, amount: BigInt(row.amount) }))
}
