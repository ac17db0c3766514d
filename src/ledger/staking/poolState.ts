import type { Profile, ProfileContract } from '../../config/profile'
import { restoreClaim, restorePool, restoreStake, type StoredPool } from '../../economics/pool/restore'
import { poolRules } from '../../economics/pool/rules'
import type { PoolState } from '../../economics/pool/state'
import { AssayError } from '../../errors'
import type { Snapshot } from '../../postgres/snapshot'
import { yieldToEventLoop } from '../../process/yieldToEventLoop'
import type { AsText } from '../asText'

/** Stakes, or claims, of a pool that is restored at most: a second of work, once per head. */
const MAX_POOL_ROWS = 200_000

type Period = StoredPool['periods'] extends Iterable<infer P> ? P : never
type Claim = StoredPool['claims'] extends Iterable<infer C> ? C : never
type Stake = StoredPool['stakes'] extends Iterable<infer S> ? S : never

/**
 * A staking pool as the indexer folded it, whole. Null for one whose deployment is not in the log: its periods are
 * unknown.
 * @throws AssayError E-POOL-TOO-LONG
 */
export async function readPoolState(
  snapshot: Snapshot,
  profile: Profile,
  contract: ProfileContract,
): Promise<PoolState | null> {
  const of = [profile.name, contract.address]
  const [row] = await snapshot.rows<{ endZero: number | null; index: number; threshold: number; totalStaked: string }>(
    `select end_zero as "endZero", index, threshold, total_staked::text as "totalStaked" from pool
     where network = $1 and pool = $2`,
    of,
  )
  if (!row || row.endZero === null) return null
  const periods = await snapshot.rows<AsText<Period>>(
    `select period, deposited::text, claimed::text, overwritten::text, booked::text,
       claimed_weight::text as "claimedWeight", forfeited_weight::text as "forfeitedWeight"
     from pool_period where network = $1 and pool = $2`,
    of,
  )
  const stakes = await all<AsText<Stake>>(
    snapshot,
    profile.name,
    `select owner, index as "stakeIndex", amount::text as amount, lock_seconds as "lockSeconds", multiplier, start,
       threshold, period_index as "periodIndex", closed_time as "closedTime"
     from position where network = $1 and pool = $2 order by owner, index limit $3`,
    of,
  )
  const claims = await all<AsText<Claim>>(
    snapshot,
    profile.name,
    'select account, period, amount::text as amount from pool_claim where network = $1 and pool = $2 limit $3',
    of,
  )
  const pool = restorePool(poolRules[contract.generation], {
    state: { ...row, totalStaked: BigInt(row.totalStaked) },
    periods: periods.map(({ period, ...held }) => ({
      period,
      deposited: BigInt(held.deposited),
      claimed: BigInt(held.claimed),
      overwritten: BigInt(held.overwritten),
      booked: BigInt(held.booked),
      claimedWeight: BigInt(held.claimedWeight),
      forfeitedWeight: BigInt(held.forfeitedWeight),
    })),
    stakes: [],
    claims: [],
  })
  await inTurns(stakes, (stake) => restoreStake(pool, { ...stake, amount: BigInt(stake.amount) }))
  await inTurns(claims, (claim) => restoreClaim(pool, { ...claim, amount: BigInt(claim.amount) }))
  return pool
}

/** Rows restored in one turn of the event loop: 10 ms. */
const RESTORED_ROWS = 2_000

async function inTurns<T>(rows: readonly T[], restore: (row: T) => void): Promise<void> {
  for (const [i, row] of rows.entries()) {
    if (i % RESTORED_ROWS === 0) await yieldToEventLoop()
    restore(row)
  }
}

async function all<T extends object>(snapshot: Snapshot, network: string, sql: string, of: readonly string[]) {
  const rows = await snapshot.rows<T>(sql, [...of, MAX_POOL_ROWS + 1])
  if (rows.length <= MAX_POOL_ROWS) return rows
  throw new AssayError('E-POOL-TOO-LONG', `${network}: the pool has more than ${MAX_POOL_ROWS} stakes or claims`, {
    next: 'Ask for the other fields of the staker.',
  })
}
