import { idsFrom } from '../../events/ids'
import { finalHeight } from '../../postgres/cursor'
import type { Queryable } from '../../postgres/queryable'
import { moveCursor, readCursor } from '../cursor'
import type { Program } from '../programs'
import { everyoneTook } from './everyoneTook'

/**
 * Settles distributions with nothing left to pay: all leaves are claimed in final blocks. Claims of a
 * distribution are counted once after its publication, and again after each final block with new ones.
 * @returns ids settled now
 */
export async function settle(db: Queryable, program: Program): Promise<string[]> {
  const height = (await finalHeight(db, program.network)) ?? -1
  const { number: from = -1 } = (await readCursor(db, program, 'settle', height)) ?? {}
  const changed = await claimedSince(db, program, from, height)
  const settled = await settlePaid(db, program, changed, height)
  if (height > from) await moveCursor(db, program, 'settle', { number: height, time: 0 })
  return settled
}

/** Numbers of the periods with claims in final blocks after `from`. */
async function claimedSince(db: Queryable, program: Program, from: number, height: number): Promise<string[]> {
  if (height <= from) return []
  const [first] = idsFrom(program.network, from + 1)
  const [beyond] = idsFrom(program.network, height + 1)
  const { rows } = await db.query<{ period: string }>(
    'select distinct period from reward_claim where id >= $1 and id < $2 and program_id = $3',
    [first, beyond, program.programId],
  )
  return rows.map((row) => row.period)
}

/** A claim of a cumulative root pays the periods before it too. */
const EARLIER = `union
       select id from distribution
       where network = $1 and program = $2 and state = 'published' and style = 'cumulative'
         and period_number <= (select max(n) from unnest($3::numeric[]) n)`

async function settlePaid(db: Queryable, program: Program, changed: readonly string[], height: number) {
  const isPaidFor = changed.length > 0 && program.distributors.cumulative !== undefined
  const { rows } = await db.query<{ id: string; state: string }>(
    `with due as (
       select id from distribution
       where network = $1 and program = $2 and state = 'published' and claims_counted is null
       union
       select id from distribution
       where network = $1 and program = $2 and state = 'published'
         and period_number = any($3)
       ${isPaidFor ? EARLIER : ''}),
     counted as (
       select d.id, case d.style when 'cumulative' then ${everyoneTook('$4')} else (
         select (count(*), coalesce(sum(c.amount), 0)) = (r.shares, r.distributed) from reward_claim c
         where c.network = $1 and c.program_id = d.program_id and c.period = d.period_number and c.block <= $4) end as whole
       from due join distribution d using (id) join report r on r.distribution_id = d.id)
     update distribution d set claims_counted = $4, changed_at = case when whole then now() else changed_at end,
       state = case when whole then 'settled' else state end
     from counted where counted.id = d.id and d.state = 'published'
     returning d.id, d.state`,
    [program.network, program.name, changed, height],
  )
  return rows.filter((row) => row.state === 'settled').map((row) => row.id)
}
