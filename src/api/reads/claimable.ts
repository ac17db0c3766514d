import type { Pool } from 'pg'
import type { Profile } from '../../config/profile'
import { THIRTY_DAYS } from '../../economics/period'
import { claimableNow, holdings } from '../../economics/pool/holding'
import { replay } from '../../economics/pool/replay'
import type { PoolState } from '../../economics/pool/state'
import { type PoolWarning, poolWarnings, stakerWarnings } from '../../economics/pool/warning'
import type { Context } from '../context'
import type { Snapshot } from '../snapshot'
import { poolCalls } from './poolEvents'
import type { BlockRef } from './progress'

/** A pool at a head: the same for every staker. */
interface PoolAtHead {
  readonly head: string
  readonly pool: PoolState
  readonly differences: number
  readonly warnings: readonly PoolWarning[]
}

/** The last fold of each network of a database: a head's hash names everything before it. Finished folds only. */
const folds = new WeakMap<Pool, Map<string, PoolAtHead>>()

/**
 * What the pool's own contract owes an account at `block`: claimable now, until when to hold, what leaving now loses.
 * @returns null without a pool of this generation, and until its index has moved once: no event tells end(0) before
 * @throws AssayError E-POOL-TOO-LONG
 */
export async function readClaimable(context: Context, profile: Profile, account: string, block: BlockRef) {
  const contract = profile.contracts.stakingPool
  if (contract?.kind !== 'destra-pool') return null
  const atHead = await poolAt(context, profile, contract.address, block)
  if (atHead === null) return null
  const { pool, differences } = atHead
  const now = block.timestamp
  const claims = claimableNow(pool, account, now)
  const held = holdings(pool, account, now)
  return {
    ruleset: pool.rules.ruleset,
    block,
    claimableNow: claims.reduce((sum, { reward }) => sum + reward, 0n),
    claims: claims.map(({ period, reward }) => ({ period: `p${period}`, amount: reward })),
    holdUntil: held.reduce<number | null>((last, { holdUntil }) => later(last, holdUntil), null),
    stakes: held.map((each) => ({
      index: each.stakeIndex,
      holdUntil: each.holdUntil,
      forfeitsNow: {
        penalty: each.forfeitsNow.penalty,
        claimable: each.forfeitsNow.claimable,
        periods: each.forfeitsNow.periods.map((period) => `p${period}`),
      },
    })),
    warnings: [...atHead.warnings, ...stakerWarnings(pool, account, now)]
      .filter((warning) => warning.kind !== 'over-claimed' || warning.users.includes(account))
      .map((warning) => ({
        kind: warning.kind,
        severity: 'severity' in warning ? warning.severity : 'warning',
        stake: 'stakeIndex' in warning ? warning.stakeIndex : null,
      })),
    differences,
  }
}

async function poolAt(context: Context, profile: Profile, address: string, block: BlockRef) {
  const known = folds.get(context.pool) ?? new Map<string, PoolAtHead>()
  folds.set(context.pool, known)
  const last = known.get(profile.name)
  if (last?.head === block.hash) return last
  const endZero = await firstEnd(context.snapshot, profile, address)
  if (endZero === null) return null
  const { pool, differences } = replay(endZero, await poolCalls(context.snapshot, profile, address))
  const warnings = poolWarnings(pool, block.timestamp)
  const atHead = { head: block.hash, pool, differences: differences.length, warnings }
  known.set(profile.name, atHead)
  return atHead
}

/** End of period 0, from any transition: all periods have the same length. */
async function firstEnd(snapshot: Snapshot, profile: Profile, address: string): Promise<number | null> {
  const [transition] = await snapshot.rows<{ index: number; end: number }>(
    `select (data->>'newPeriodIndex')::int as index, (data->>'newPeriodEndTime')::int as end from event
     where network = $1 and contract = $2 and kind = 'RewardPeriodTransition' order by block limit 1`,
    [profile.name, address],
  )
  return transition ? transition.end - THIRTY_DAYS * transition.index : null
}

function later(a: number | null, b: number | null): number | null {
  return a === null ? b : b === null ? a : Math.max(a, b)
}
