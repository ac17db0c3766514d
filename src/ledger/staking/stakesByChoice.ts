import { choicesOf } from '../../economics/pool/choices'
import type { StakedPosition } from '../../economics/rewards/ethMonth'
import type { BlockNumber } from '../../economics/units'
import type { Queryable } from '../../postgres/queryable'
import type { AsText } from '../asText'
import { type Owned, readClosings } from './closings'

/** Open stakes of an owner, by the ledger and by every choice of what its unstakes closed. */
interface StakesByChoice {
  readonly ledger: readonly StakedPosition[]
  /** null where there are more than are followed one by one */
  readonly choices: readonly (readonly StakedPosition[])[] | null
}

/** As of a block: what came after it counts for nothing. */
export async function stakesByChoice(db: Queryable, owned: Owned, block: BlockNumber): Promise<StakesByChoice> {
  const { rows } = await db.query<AsText<Omit<StakedPosition, 'closedTime'>> & { closed: boolean }>(
    `select id, owner, amount::text as amount, multiplier, start, lock_seconds as "lockSeconds", threshold,
       coalesce(closed_block <= $4, false) as closed
     from position where network = $1 and pool = $2 and owner = $3 and opened_block <= $4 order by index`,
    [owned.network, owned.pool, owned.owner, block],
  )
  const stakes = rows.map(({ closed: _, ...row }) => ({ ...row, amount: BigInt(row.amount), closedTime: null }))
  const { closed, each } = choicesOf(stakes, await readClosings(db, owned, block))
  return {
    ledger: stakes.filter((_, index) => !rows[index]!.closed),
    choices: each?.map((some) => stakes.filter((_, index) => !closed.has(index) && !some.has(index))) ?? null,
  }
}
