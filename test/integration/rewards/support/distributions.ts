import type { Economy } from './economy'
import { hashOf } from './economy'

/** A distribution as closing leaves it, without its tree: what paying reads of it. Periods are 100 s long. */
export interface StoredDistribution {
  readonly program?: string
  /** 1, 2, … in the order of time */
  readonly period: number
  readonly state: string
  readonly held?: string
  /** base units; 0 pays nobody */
  readonly distributed?: bigint
  /** accounts with a weight */
  readonly participants?: number
}

export const storedId = (period: number, program = PROGRAM) => `fixture:${program}:e${period}`
const PROGRAM = 'destra.stakers.monthly'
const SECONDS = 100

/** Stores distributions that nobody had to compute, many at once. */
export async function storeDistributions(economy: Economy, rows: readonly StoredDistribution[]): Promise<void> {
  const filled = rows.map((row) => ({ program: PROGRAM, held: null, distributed: 1n, participants: 1, ...row }))
  const columns = [
    filled.map(({ period, program }) => storedId(period, program)),
    filled.map(({ program }) => program),
    filled.map(({ period }) => period),
    filled.map(({ state }) => state),
    filled.map(({ held }) => held),
    filled.map(({ distributed }) => `${distributed}`),
    filled.map(({ participants }) => participants),
  ]
  await economy.pool.query(
    `with given as (
       select * from unnest($1::text[], $2::text[], $3::int[], $4::text[], $5::text[], $6::numeric[], $7::int[])
         as row(id, program, period, state, held, distributed, participants)),
     stored as (
       insert into distribution (id, network, program, program_id, ruleset, asset, period, period_number, period_start,
         period_end, state, held)
       select id, 'fixture', program, '0x' || md5(program) || md5(program), 'eth-month/v1', $8, 'e' || period, period, period * ${SECONDS},
         (period + 1) * ${SECONDS}, state, held from given returning id),
     fired as (
       insert into reward_fire (network, program, period, claimed_by, finished_at)
       select 'fixture', program, 'e' || period, 'test', now() from given)
     insert into report (distribution_id, pinned_block, pinned_hash, pinned_time, pot, carry_in, distributed, carry,
       total_weight, staked_weight, participants, shares, root, sha256, body)
     select stored.id, 1, '${hashOf(1)}', 1, distributed, 0, distributed, 0, 1, 1, participants, (distributed > 0)::int,
       case when distributed > 0 then '0x' || md5(stored.id) || md5(stored.id) end, '${hashOf(2)}', '{}'
     from stored join given using (id)`,
    [...columns, economy.program.asset],
  )
}
