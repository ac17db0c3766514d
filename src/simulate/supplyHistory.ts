import type { Profile } from '../config/profile'
import type { Period } from '../economics/period'
import type { SupplyMonth } from '../economics/scenario/burn'
import type { ClassBalance } from '../economics/supply'
import type { BlockNumber, Seconds } from '../economics/units'
import { lastBlockBefore } from '../ledger/blocks'
import { balancesAt } from '../ledger/supply'
import type { Snapshot } from '../postgres/snapshot'

/** The extent of history: the first recorded block's time and the indexer's head. */
export interface Extent {
  readonly first: Seconds
  readonly head: { readonly number: BlockNumber; readonly time: Seconds }
}

/** The ledger at the last block before the month's end (the head, while the month is open), and the month's buybacks. */
export async function readSupplyMonth(
  snapshot: Snapshot,
  profile: Profile,
  month: Period,
  { first, head }: Extent,
): Promise<SupplyMonth> {
  const point = month.end > head.time ? head : await lastBlockBefore(snapshot, profile.name, month.end)
  const routes = await snapshot.rows<{ burned: string }>(
    `select burned::text as burned from revenue_route
     where network = $1 and block_time >= $2 and block_time < $3 order by block_time, id`,
    [profile.name, month.start, month.end],
  )
  return {
    balances: point ? await balancesAt(snapshot, profile, point.number) : [],
    at: point?.time ?? month.start,
    seconds: Math.max(0, Math.min(month.end, head.time) - Math.max(month.start, first)),
    buybacks: routes.map((row) => BigInt(row.burned)),
  }
}

/** The ledger at the last block before a time; empty before history. */
export async function balancesBefore(snapshot: Snapshot, profile: Profile, time: Seconds): Promise<ClassBalance[]> {
  const point = await lastBlockBefore(snapshot, profile.name, time)
  return point ? balancesAt(snapshot, profile, point.number) : []
}
