import type { Profile } from '../config/profile'
import type { BaseUnits, BlockNumber } from '../economics/units'
import type { Snapshot } from '../postgres/snapshot'
import type { AsText } from './asText'

/** Ledger less chain of one account. */
export interface Drift {
  readonly class: string
  readonly account: string
  readonly cause: string
  readonly amount: BaseUnits
}

/** Differences by the newest reconciliation at or before `block`. A loose index scan: a look-up per class and account. */
export async function driftAt(snapshot: Snapshot, profile: Profile, block: BlockNumber): Promise<Drift[]> {
  const rows = await snapshot.rows<AsText<Drift>>(
    `with recursive kind as (
       (select class, account from drift where network = $1 order by class, account limit 1)
       union all
       select next.class, next.account from kind, lateral (
         select class, account from drift where network = $1 and (class, account) > (kind.class, kind.account)
         order by class, account limit 1) next)
     select kind.class, kind.account, newest.cause, newest.amount::text as amount from kind, lateral (
       select cause, ledger - chain as amount from drift
       where network = $1 and class = kind.class and account = kind.account and block <= $2
       order by block desc limit 1) newest
     where newest.amount <> 0 order by kind.class, kind.account`,
    [profile.name, block],
  )
  return rows.map((row) => ({ ...row, amount: BigInt(row.amount) }))
}
