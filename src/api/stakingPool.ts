import type { Pool } from 'pg'
import type { Profile } from '../config/profile'
import { type BlockRef, headRef, requireProgress } from '../ledger/progress'
import { claimable } from '../ledger/staking/claimable'
import { type PoolAtHead, readPoolAtHead } from '../ledger/staking/poolAtHead'
import { poolPeriods } from '../ledger/staking/poolPeriods'
import { Admission } from './admission'
import type { Context } from './context'
import { POOL_ADMISSION } from './limits'
import { SingleFlight } from './singleFlight'

/** By database: the staking pool at the newest head of each network. A head's hash names everything before it. */
const flightsOf = new WeakMap<Pool, SingleFlight<PoolAtHead | null>>()

/** One fold of a head serves all operations at it, while it runs and after. @throws AssayError E-POOL-TOO-LONG, E-BUSY */
function poolAtHead({ pool, snapshot }: Context, profile: Profile, block: BlockRef): Promise<PoolAtHead | null> {
  const flights = flightsOf.get(pool) ?? new SingleFlight<PoolAtHead | null>(new Admission(POOL_ADMISSION))
  flightsOf.set(pool, flights)
  return flights.get(profile.name, block.hash, () => readPoolAtHead(snapshot, profile, block))
}

/** Null without a pool, and when its deployment is not in the log. @throws AssayError E-POOL-TOO-LONG, E-BUSY */
export async function readClaimable(context: Context, profile: Profile, account: string, block: BlockRef) {
  const atHead = await poolAtHead(context, profile, block)
  return atHead && claimable(atHead, account, block)
}

/** Nothing without a pool. @throws AssayError E-NOT-INDEXED-YET, E-POOL-TOO-LONG, E-BUSY */
export async function readPoolPeriods(context: Context, profile: Profile) {
  const block = headRef(await requireProgress(context.snapshot, profile))!
  const atHead = await poolAtHead(context, profile, block)
  return atHead === null ? [] : poolPeriods(atHead, block)
}
