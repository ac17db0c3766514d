import type { Pool } from 'pg'
import type { Profile } from '../../config/profile'
import { type PeriodAccount, periodAccounts } from '../../economics/pool/period-account'
import type { PoolState } from '../../economics/pool/state'
import { type PoolWarning, poolWarnings } from '../../economics/pool/warning'
import { balanceId } from '../../events/ids'
import type { Context } from '../context'
import { readPoolState } from './poolState'
import type { BlockRef } from './progress'

/** A pool at a head: the same for every staker. */
export interface PoolAtHead {
  readonly head: string
  readonly pool: PoolState
  /** events that its ruleset did not predict */
  readonly differences: number
  readonly warnings: readonly PoolWarning[]
  /** every period that anything happened in, oldest first */
  readonly accounts: readonly PeriodAccount[]
}

/** The last state of each network of a database: a head's hash names everything before it. Finished ones only. */
const states = new WeakMap<Pool, Map<string, PoolAtHead>>()

/** @throws AssayError E-POOL-TOO-LONG */
export async function poolAtHead(context: Context, profile: Profile, block: BlockRef): Promise<PoolAtHead | null> {
  const known = states.get(context.pool) ?? new Map<string, PoolAtHead>()
  states.set(context.pool, known)
  const last = known.get(profile.name)
  if (last?.head === block.hash) return last
  const pool = await readPoolState(context.snapshot, profile)
  if (pool === null) return null
  const [found] = await context.snapshot.rows<{ differences: number }>(
    `select count(*)::int as differences from finding where network = $1 and code = 'F-POOL-DIFFERENCE'`,
    [profile.name],
  )
  const [balance] = await context.snapshot.rows<{ amount: string }>(
    'select amount::text as amount from balance where id = $1',
    [balanceId(profile.name, profile.token.address, profile.contracts.stakingPool!.address)],
  )
  const now = block.timestamp
  const accounts = periodAccounts(pool, now)
  const atHead = {
    head: block.hash,
    pool,
    differences: found!.differences,
    warnings: poolWarnings(pool, now, BigInt(balance?.amount ?? 0), accounts),
    accounts,
  }
  known.set(profile.name, atHead)
  return atHead
}
