import type { Profile } from '../../config/profile'
import { THIRTY_DAYS } from '../../economics/period'
import { DESTRA_POOL_V1 } from '../../economics/pool/fold'
import { claimableNow, holdings } from '../../economics/pool/holding'
import { replay } from '../../economics/pool/replay'
import { poolWarnings, stakerWarnings } from '../../economics/pool/warning'
import type { Snapshot } from '../snapshot'
import { poolCalls } from './poolEvents'
import type { BlockRef } from './progress'

type Folded = ReturnType<typeof replay>

/** One fold for all stakers of an operation: it is the same for each. */
const folds = new WeakMap<Snapshot, Map<string, Promise<Folded | null>>>()

/**
 * What the pool's own contract owes an account at `block`: claimable now, until when to hold, what leaving now loses.
 * @returns null without a pool of this generation, and until its index has moved once: no event tells end(0) before
 * @throws AssayError E-POOL-TOO-LONG
 */
export async function readClaimable(snapshot: Snapshot, profile: Profile, account: string, block: BlockRef) {
  const contract = profile.contracts.stakingPool
  if (contract?.kind !== 'destra-pool') return null
  const known = folds.get(snapshot) ?? new Map<string, Promise<Folded | null>>()
  folds.set(snapshot, known)
  const reading = known.get(profile.name) ?? foldPool(snapshot, profile, contract.address)
  known.set(profile.name, reading)
  const folded = await reading
  if (folded === null) return null

  const { pool, differences } = folded
  const now = block.timestamp
  const claims = claimableNow(pool, account, now)
  const held = holdings(pool, account, now)
  return {
    ruleset: DESTRA_POOL_V1,
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
    warnings: [...poolWarnings(pool, now), ...stakerWarnings(pool, account, now)]
      .filter((warning) => warning.kind !== 'over-claimed' || warning.users.includes(account))
      .map((warning) => ({
        kind: warning.kind,
        severity: 'severity' in warning ? warning.severity : 'warning',
        stake: 'stakeIndex' in warning ? warning.stakeIndex : null,
      })),
    differences: differences.length,
  }
}

async function foldPool(snapshot: Snapshot, profile: Profile, address: string): Promise<Folded | null> {
  const [transition] = await snapshot.rows<{ index: number; end: number }>(
    `select (data->>'newPeriodIndex')::int as index, (data->>'newPeriodEndTime')::int as end from event
     where network = $1 and contract = $2 and kind = 'RewardPeriodTransition' order by block limit 1`,
    [profile.name, address],
  )
  if (!transition) return null
  const endZero = transition.end - THIRTY_DAYS * transition.index
  return replay(endZero, await poolCalls(snapshot, profile, address))
}

function later(a: number | null, b: number | null): number | null {
  return a === null ? b : b === null ? a : Math.max(a, b)
}
