import type { Profile } from '../config/profile'
import type { TimeRange } from '../economics/period'
import type { Reserves } from '../economics/pressure'
import type { Snapshot } from '../postgres/snapshot'

/** The pair that prices a network's token in the asset of its revenue. */
export function pricePair(profile: Profile) {
  return Object.values(profile.contracts).find((each) => each.kind === 'uniswap-v2')
}

/** States of the price pair that held at any moment of [start, end), in order: the last one before it, and those within. */
export async function reservesWithin(
  snapshot: Snapshot,
  profile: Profile,
  { start, end }: TimeRange,
): Promise<Reserves[]> {
  const pair = pricePair(profile)?.address
  if (!pair) return []
  const rows = await snapshot.rows<{ block_time: number; token: string; quote: string }>(
    `(select block_time, id, reserve_token::text as token, reserve_quote::text as quote from price_point
      where network = $1 and pair = $2 and block_time < $3 order by block_time desc, id desc limit 1)
     union all
     (select block_time, id, reserve_token::text, reserve_quote::text from price_point
      where network = $1 and pair = $2 and block_time >= $3 and block_time < $4)
     order by block_time, id`,
    [profile.name, pair, start, end],
  )
  return rows.map((row) => ({ from: row.block_time, token: BigInt(row.token), quote: BigInt(row.quote) }))
}
