import { type ClaimAccount, claimAccount, isOver } from '../../economics/rewards/claimAccount'
import type { Address, Hash, Seconds } from '../../economics/units'
import type { Queryable } from '../../postgres/queryable'

/** What became of a distribution, as of the indexed head. */
export interface ClaimState extends ClaimAccount {
  /** the first second in which nothing can be claimed any more; null: it can be for ever, or is not published */
  readonly expiresAt: Seconds | null
  /** the distributor refuses every claim of it */
  readonly isOver: boolean
  /** who is paid what is unclaimed then */
  readonly reclaimTo: Address | null
  readonly reclaimedTx: Hash | null
}

/** Of distributions that have a report, by id. The one place where claims, expiry and reclaim become figures. */
export async function claimStates(db: Queryable, ids: readonly string[]): Promise<ReadonlyMap<string, ClaimState>> {
  const { rows } = await db.query<ClaimRow>(
    `select d.id, r.distributed, p.id is not null as published,
            coalesce(case d.style when 'cumulative' then t.claimed else p.claimed end, 0) as claimed, p.expires_at as expires,
            p.reclaim_to as "reclaimTo", p.reclaimed, p.reclaimed_tx as "reclaimedTx", coalesce(h.time, 0) as now
     from distribution d join report r on r.distribution_id = d.id
     left join lateral (
       select * from publication where network = d.network and program_id = d.program_id and period = d.period_number
       order by block limit 1) p on true
     left join lateral (${TAKEN}) t on d.style = 'cumulative'
     left join head h on h.id = d.network
     where d.id = any($1)`,
    [ids],
  )
  return new Map(rows.map((row) => [row.id, stateOf(row)]))
}

/** A claim of a cumulative root takes what is oldest first: of a period, what an account took beyond all before it. */
const TAKEN = `select sum(greatest(0, least(s.amount, e.taken - (g.amount - s.amount)))) as claimed
  from (select c.account, sum(c.amount) as taken from reward_claim c
          join distribution k on k.network = c.network and k.program_id = c.program_id and k.period_number = c.period
         where c.network = d.network and c.program_id = d.program_id and k.style = 'cumulative' group by c.account) e
  join report_share s on s.distribution_id = d.id and s.account = e.account
  join report_cumulative g on g.distribution_id = d.id and g.account = e.account`

interface ClaimRow {
  readonly id: string
  readonly distributed: string
  readonly published: boolean
  readonly claimed: string
  readonly expires: string | null
  readonly reclaimTo: string | null
  readonly reclaimed: string | null
  readonly reclaimedTx: string | null
  /** time of the indexed head: nothing is over by a clock of ours */
  readonly now: Seconds
}

/** The end of the year 9999, the last that a date is written of: a contract that is none of ours may say any uint256. */
const LAST_SECOND: Seconds = 253_402_300_799

function stateOf({ distributed, published, claimed, expires, reclaimTo, reclaimed, reclaimedTx, now }: ClaimRow) {
  const expiresAt = expires === null ? null : Math.min(Number(expires), LAST_SECOND)
  const claims = {
    ...{ distributed: BigInt(distributed), isPublished: published, claimed: BigInt(claimed), expiresAt },
    reclaimed: reclaimed === null ? null : BigInt(reclaimed),
  }
  return {
    ...claimAccount(claims, now),
    isOver: isOver(claims, now),
    ...{ expiresAt, reclaimTo: reclaimTo as Address | null, reclaimedTx: reclaimedTx as Hash | null },
  }
}
