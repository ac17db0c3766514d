import type { Profile } from '../../config/profile'
import type { TimeRange } from '../../economics/period'
import {
  FRICTION_BPS,
  incentives,
  pressureOf,
  type Reserves,
  timeWeightedPrice,
  valueAt,
} from '../../economics/pressure'
import type { EpochIncentives } from '../../economics/scenario/domain'
import type { BaseUnits, Bps, Seconds, WideBps } from '../../economics/units'
import type { Snapshot } from '../../postgres/snapshot'
import { reservesWithin } from '../reserves'
import { VERSION_IN_FORCE } from './emissions'

/** One domain in one epoch. */
export interface DomainEpoch extends TimeRange, EpochIncentives {
  readonly domainId: bigint
  readonly period: string
  readonly price: BaseUnits | null
  readonly breakEven: BaseUnits | null
  readonly pressureBps: WideBps | null
  readonly frictionBps: Bps
  readonly flagged: boolean
}

interface EpochRow {
  readonly epoch: number
  readonly start_time: number
  readonly end_time: number
  readonly domain_id: string
  readonly emitted: string
  readonly miners_bps: number | null
  readonly stakers_bps: number | null
  readonly revenue: string
}

/** Epochs that ended within [from, to), by epoch and domain; shares in force when the emission was minted. */
export async function readDomainEpochs(
  snapshot: Snapshot,
  profile: Profile,
  range: { readonly from: Seconds; readonly to: Seconds; readonly domainId: bigint | null; readonly limit: number },
): Promise<DomainEpoch[]> {
  const rows = await snapshot.rows<EpochRow>(
    `select e.epoch, ep.start_time, ep.end_time, e.domain_id::text, e.amount::text as emitted,
       version.miners_bps, version.stakers_bps, revenue.gross::text as revenue
     from emission e
     join epoch ep on ep.network = e.network and ep.epoch = e.epoch
     ${VERSION_IN_FORCE}
     cross join lateral (
       select coalesce(sum(gross), 0) as gross from revenue_route
       where network = e.network and domain_id = e.domain_id
         and block_time >= ep.start_time and block_time < ep.end_time) revenue
     where e.network = $1 and ep.end_time >= $2::bigint and ep.end_time < $3::bigint and ($4::numeric is null or e.domain_id = $4)
     order by e.epoch desc, e.domain_id limit $5`,
    [profile.name, range.from, range.to, range.domainId?.toString() ?? null, range.limit],
  )
  const [first] = rows
  if (!first) return []
  const start = Math.min(...rows.map((row) => row.start_time))
  const end = Math.max(...rows.map((row) => row.end_time))
  const history = await reservesWithin(snapshot, profile, { start, end })
  return rows.map((row) => domainEpoch(profile, row, history))
}

function domainEpoch(profile: Profile, row: EpochRow, history: readonly Reserves[]): DomainEpoch {
  const { decimals } = profile.token
  const window = { start: row.start_time, end: row.end_time }
  const emitted = BigInt(row.emitted)
  const { miners, stakers } = incentives(emitted, {
    minersBps: row.miners_bps ?? 0,
    stakersBps: row.stakers_bps ?? 0,
  })
  const externalRevenue = BigInt(row.revenue)
  const price = timeWeightedPrice(history, window, decimals)
  const counted = price && valueAt(price, miners + stakers, decimals)
  return {
    domainId: BigInt(row.domain_id),
    period: `e${row.epoch}`,
    ...window,
    emitted,
    miners,
    stakers,
    price: price?.perToken ?? null,
    externalRevenue,
    ...pressureOf(counted, externalRevenue),
    frictionBps: FRICTION_BPS,
  }
}
