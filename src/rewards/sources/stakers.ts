import type { StakedPosition } from '../../economics/rewards/ethMonth'
import type { Queryable } from '../../postgres/queryable'
import { revenueSource } from './revenue'
import type { Source } from './source'

/** The stakers' part of revenue, for the stakes open at the pinned block. */
export const stakersSource: Source = {
  ...revenueSource('stakers'),
  entries: (db, { network }, _, block) => positionsAt(db, network, block),
}

/** Stakes open at a block: made at or before it, not closed at or before it. */
async function positionsAt(db: Queryable, network: string, block: number): Promise<StakedPosition[]> {
  const { rows } = await db.query<PositionRow>(
    `select id, owner, amount, multiplier, "start", lock_seconds, threshold from "position"
     where network = $1 and opened_block <= $2 and (closed_block is null or closed_block > $2)
     order by id collate "C"`,
    [network, block],
  )
  return rows.map((row) => ({
    id: row.id,
    owner: row.owner,
    amount: BigInt(row.amount),
    multiplier: row.multiplier,
    start: row.start,
    lockSeconds: row.lock_seconds,
    threshold: row.threshold,
    // Closing after the pinned block is not an input.
    closedTime: null,
  }))
}

interface PositionRow {
  id: string
  owner: string
  amount: string
  multiplier: number
  start: number
  lock_seconds: number
  threshold: number
}
