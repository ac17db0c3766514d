import { storeFinalHeight } from '../chain/final'
import type { Queryable } from '../db'
import type { Program } from '../programs'

/**
 * Marks as settled what has nothing left to pay: every leaf claimed, by final rows, or no leaf at all.
 * @returns ids settled now
 */
export async function settle(db: Queryable, program: Program): Promise<string[]> {
  const height = (await storeFinalHeight(db, program.network)) ?? -1
  const { rows } = await db.query<{ id: string }>(
    `update distribution d set state = 'settled', changed_at = now()
     from report r
     where r.distribution_id = d.id and d.network = $1 and d.program = $2
       and (
         (d.state in ('verified', 'approved') and r.shares = 0)
         or (d.state = 'published' and (
           select (count(*), coalesce(sum(c.amount), 0)) = (r.shares, r.distributed) from reward_claim c
           where c.network = d.network and c.program_id = d.program_id and c.period = d.period_number and c.block <= $3)))
     returning d.id`,
    [program.network, program.name, height],
  )
  return rows.map((row) => row.id)
}
