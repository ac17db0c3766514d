import type { Profile, ProfileContract } from '../../config/profile'
import { type Period, parsePeriod, periodContaining, THIRTY_DAYS } from '../../economics/period'
import { poolRules } from '../../economics/pool/rules'
import { AssayError } from '../../errors'
import type { Snapshot } from '../../postgres/snapshot'
import type { BlockRef } from '../progress'
import type { PeriodFigures } from './periodFigures'
import { stakingPool } from './stakingPool'

/** The program that predicts what the network's first staking pool pays: fixed 30 days, its own deposits and weights. */
export const POOL_PROGRAM = 'destra.pool'

/**
 * A period of the pool: deposits over the weight its contract booked, up to a final block. Without a period named: the
 * newest that has ended and was funded.
 * @returns null while the pool has not moved to its second period, which is when its first end is known
 * @throws AssayError E-BAD-INPUT when `id` is not a period of the pool
 */
export async function poolFigures(
  snapshot: Snapshot,
  profile: Profile,
  id: string | null,
  until: BlockRef,
): Promise<PeriodFigures | null> {
  const pool = stakingPool(profile)
  const anchor = pool && (await firstStart(snapshot, profile, pool, until))
  if (anchor === null) return null
  const rule = { kind: 'fixed-30d', anchor } as const
  const period = id === null ? await newestFunded(snapshot, profile, pool!, anchor, until) : named(rule, id)
  if (period === null) return null
  const index = Number(period.number)
  const [deposits] = await snapshot.rows<{ pot: string }>(
    'select coalesce(sum(amount), 0)::text as pot from pool_deposit where network = $1 and pool = $4 and period = $2 and block <= $3',
    [profile.name, index, until.number, pool!.address],
  )
  // Claims lower the contract's total weight without an event, so the last event of a period has the weight at its end.
  const [weight] = await snapshot.rows<{ total: string }>(
    `select data->>'totalWeight' as total from event
     where network = $1 and kind = 'destra-pool.TotalWeightUpdated' and block <= $2 and data->>'rewardPeriodIndex' = $3
       and contract = $4
     order by block desc, log_index desc, part desc limit 1`,
    [profile.name, until.number, String(index), pool!.address],
  )
  return {
    ruleset: poolRules[pool!.generation].ruleset,
    period: period.id,
    pot: BigInt(deposits!.pot),
    start: period.start,
    end: period.end,
    totalWeight: BigInt(weight?.total ?? 0),
    block: until,
    provisional: until.timestamp < period.end,
  }
}

/** Start of period 0, from any transition: all periods have the same length. */
async function firstStart(
  snapshot: Snapshot,
  profile: Profile,
  pool: ProfileContract,
  until: BlockRef,
): Promise<number | null> {
  const [transition] = await snapshot.rows<{ index: number; end: number }>(
    `select (data->>'newPeriodIndex')::int as index, (data->>'newPeriodEndTime')::int as end from event
     where network = $1 and kind = 'destra-pool.RewardPeriodTransition' and contract = $3 and block <= $2
     order by block desc limit 1`,
    [profile.name, until.number, pool.address],
  )
  return transition ? transition.end - THIRTY_DAYS * (transition.index + 1) : null
}

async function newestFunded(
  snapshot: Snapshot,
  profile: Profile,
  pool: ProfileContract,
  anchor: number,
  until: BlockRef,
): Promise<Period | null> {
  const ended = Math.floor((until.timestamp - anchor) / THIRTY_DAYS) - 1
  const [newest] = await snapshot.rows<{ period: number }>(
    `select period from pool_deposit where network = $1 and pool = $4 and period <= $2 and block <= $3
     order by period desc limit 1`,
    [profile.name, ended, until.number, pool.address],
  )
  return newest ? periodContaining({ kind: 'fixed-30d', anchor }, anchor + newest.period * THIRTY_DAYS) : null
}

function named(rule: { kind: 'fixed-30d'; anchor: number }, id: string): Period {
  try {
    return parsePeriod(rule, id)
  } catch {
    throw new AssayError('E-BAD-INPUT', `not a period of the pool: ${JSON.stringify(id.slice(0, 40))}`, {
      next: 'A period of the pool is written like p12.',
      details: { field: 'period' },
    })
  }
}
