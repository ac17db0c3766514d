import type { BlockNumber } from '../../../economics/units'
import type { Queryable } from '../../../postgres/queryable'
import type { Network } from '../../network'

/** Final blocks looked at for what a chain's blocks are like: the newest, and the newest with logs of ours. */
const NEWEST = 8
const WITH_LOGS = 8

/** Heights of final blocks up to a height that show whether blooms hold and logs are numbered from 0, in order. */
export async function worthALook(db: Queryable, { name, profile }: Network, upTo: BlockNumber): Promise<BlockNumber[]> {
  const last = upTo - profile.finalityConfirmation
  const { rows } = await db.query<{ number: number }>(
    'select number from block where network = $1 and number <= $2 order by number desc limit $3',
    [name, last, WITH_LOGS],
  )
  const newest = Array.from({ length: NEWEST }, (_, i) => last - i).filter((height) => height >= 0)
  return [...new Set([...newest, ...rows.map(({ number }) => number)])].sort((a, b) => a - b)
}
