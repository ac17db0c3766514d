import type { Pool } from 'pg'
import type { Profile } from '../config/profile'
import { choicesOf } from '../economics/pool/choices'
import { stakesOf } from '../economics/pool/state'
import type { Address } from '../economics/units'
import { type BlockRef, headRef, requireProgress } from '../ledger/progress'
import { claimable } from '../ledger/staking/claimable'
import { readClosings } from '../ledger/staking/closings'
import { type PoolAtHead, readPoolAtHead } from '../ledger/staking/poolAtHead'
import { poolPeriods } from '../ledger/staking/poolPeriods'
import { poolStaked } from '../ledger/staking/poolStaked'
import { stakingPool } from '../ledger/staking/stakingPool'
import { uncertainUnstakes } from '../ledger/staking/uncertain'
import { Admission } from './admission'
import type { Context } from './context'
import { POOL_ADMISSION } from './limits'
import { SingleFlight } from './singleFlight'

/** Null: the network's first. */
type PoolAddress = Address | null | undefined

/** By database: each staking pool at the newest head of its network. A head's hash names everything before it. */
const flightsOf = new WeakMap<Pool, SingleFlight<PoolAtHead | null>>()

/** One fold of a head serves all operations at it, while it runs and after. @throws AssayError E-BAD-INPUT, E-POOL-TOO-LONG, E-BUSY */
async function poolAtHead(
  { pool, snapshot }: Context,
  profile: Profile,
  address: PoolAddress,
  block: BlockRef,
): Promise<PoolAtHead | null> {
  const contract = stakingPool(profile, address)
  if (contract === null) return null
  const flights = flightsOf.get(pool) ?? new SingleFlight<PoolAtHead | null>(new Admission(POOL_ADMISSION))
  flightsOf.set(pool, flights)
  const read = () => readPoolAtHead(snapshot, profile, contract, block)
  return flights.get(`${profile.name} ${contract.address}`, block.hash, read)
}

/** Null without a pool, and when its deployment is not in the log. @throws AssayError E-BAD-INPUT, E-POOL-TOO-LONG, E-BUSY */
export async function readClaimable(
  context: Context,
  profile: Profile,
  account: string,
  block: BlockRef,
  address: PoolAddress,
) {
  const atHead = await poolAtHead(context, profile, address, block)
  if (atHead === null) return null
  const { snapshot } = context
  const pool = stakingPool(profile, address)!.address
  // Asked of the database each time: what the chain says of an unstake comes later than the head it was in.
  const uncertain = await uncertainUnstakes(snapshot, profile, block.number, { pool, owner: account })
  const owned = { network: profile.name, pool, owner: account }
  const choices =
    uncertain.length === 0
      ? null
      : choicesOf(stakesOf(atHead.pool, account), await readClosings(snapshot, owned, block.number))
  const staked = async () => (await poolStaked(snapshot, profile)).find((each) => each.pool === pool)
  return { ...claimable(atHead, account, block, choices), staked }
}

/** Nothing without a pool. @throws AssayError E-NOT-INDEXED-YET, E-POOL-TOO-LONG, E-BUSY */
export async function readPoolPeriods(context: Context, profile: Profile, pool: PoolAddress) {
  const block = headRef(await requireProgress(context.snapshot, profile))!
  const atHead = await poolAtHead(context, profile, pool, block)
  return atHead === null ? [] : poolPeriods(atHead, block)
}
