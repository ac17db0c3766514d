import type { TimeRange } from '../../economics/period'
import type { Address, BaseUnits, BlockNumber, Hash, Seconds } from '../../economics/units'
import type { Queryable } from '../../postgres/queryable'
import type { DistributionState } from '../distribution'
import { type ClaimState, claimStates } from './claimAccounts'

/** An account's share of one distribution, and its claim. */
export interface StakerReward extends TimeRange {
  readonly distribution: string
  readonly program: string
  readonly period: string
  readonly asset: string
  readonly state: DistributionState
  readonly amount: BaseUnits
  readonly weight: bigint
  readonly claimed: { readonly block: BlockNumber; readonly time: Seconds; readonly txHash: Hash } | null
  /** published with a leaf of it, not yet claimed, and its claims have not ended */
  readonly claimable: boolean
  /** its claims ended before it was claimed */
  readonly expired: boolean
  /** from when on it cannot be claimed; null: it can be for ever, or is not published */
  readonly expiresAt: Seconds | null
}

/** A page of more than this many periods would be more than twenty years of months. */
const MAX_PERIODS = 250

/** Every distribution that gives `account` a weight, newest first. */
export async function stakerRewards(db: Queryable, network: string, account: Address): Promise<StakerReward[]> {
  const { rows } = await db.query<StakerRow>(
    `select d.id, d.program, d.period, d.period_start, d.period_end, d.asset, d.state, s.amount, s.weight,
            coalesce(c.block, e.block) as block, coalesce(c.block_time, e.block_time) as block_time,
            coalesce(c.tx_hash, e.tx_hash) as tx_hash
     from report_share s
     join distribution d on d.id = s.distribution_id and d.network = $1
     left join lateral (
       select block, block_time, tx_hash from reward_claim
       where network = d.network and program_id = d.program_id and period = d.period_number and account = s.account
       limit 1) c on d.style = 'per-period'
     left join lateral (
       select block, block_time, tx_hash from (
         select r.id, r.block, r.block_time, r.tx_hash, sum(r.amount) over (order by r.id) as taken from reward_claim r
         join distribution k on k.network = r.network and k.program_id = r.program_id and k.period_number = r.period
         where r.network = d.network and r.program_id = d.program_id and r.account = s.account and k.style = 'cumulative') r
       where r.taken >= (select g.amount from report_cumulative g where (g.distribution_id, g.account) = (d.id, s.account))
       order by r.id limit 1) e on d.style = 'cumulative'
     where s.account = $2
     order by d.period_end desc, d.id desc limit $3`,
    [network, account, MAX_PERIODS],
  )
  const claims = await claimStates(db, [...new Set(rows.map(({ id }) => id))])
  return rows.map((row) => toReward(row, claims.get(row.id)))
}

interface StakerRow {
  id: string
  program: string
  period: string
  period_start: number
  period_end: number
  asset: string
  state: DistributionState
  amount: string
  weight: string
  block: BlockNumber | null
  block_time: number | null
  tx_hash: string | null
}

function toReward(row: StakerRow, claims: ClaimState | undefined): StakerReward {
  const claimed = row.block === null ? null : { block: row.block, time: row.block_time!, txHash: row.tx_hash as Hash }
  const amount = BigInt(row.amount)
  const isOwed = row.state === 'published' && claimed === null && amount > 0n
  const isOver = claims?.isOver ?? false
  return {
    distribution: row.id,
    program: row.program,
    period: row.period,
    start: row.period_start,
    end: row.period_end,
    asset: row.asset,
    state: row.state,
    amount,
    weight: BigInt(row.weight),
    claimed,
    claimable: isOwed && !isOver,
    expired: isOwed && isOver,
    expiresAt: claims?.expiresAt ?? null,
  }
}
