import type { Period } from '../../economics/period'
import type { Queryable } from '../../postgres/queryable'
import type { Program } from '../programs'

/** Claims the cron fire that closes a period: one idempotent row. The caller holds the program's lock. */
export async function claimFire(db: Queryable, program: Program, period: Period, worker: string): Promise<void> {
  await db.query(
    `insert into reward_fire as f (network, program, period, claimed_by) values ($1, $2, $3, $4)
     on conflict (network, program, period) do update
       set attempts = f.attempts + 1, claimed_by = excluded.claimed_by, claimed_at = now(), error = null
       where f.finished_at is null`,
    [program.network, program.name, period.id, worker],
  )
}

export async function finishFire(db: Queryable, program: Program, period: Period): Promise<void> {
  await db.query(
    'update reward_fire set finished_at = now() where network = $1 and program = $2 and period = $3 and finished_at is null',
    [program.network, program.name, period.id],
  )
}

/** Records why the last attempt at an unfinished fire failed. */
export async function failFire(db: Queryable, program: Program, error: string): Promise<void> {
  await db.query('update reward_fire set error = $3 where network = $1 and program = $2 and finished_at is null', [
    program.network,
    program.name,
    error,
  ])
}
