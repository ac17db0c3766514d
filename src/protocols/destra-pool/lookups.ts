import type { DomainEvent } from '../../events/event'
import { poolId } from '../../events/ids'
import type { Lookup } from '../../indexer/squid/store'
import { Pool, PoolClaim, PoolPeriod, Position } from '../../model'
import type { EventOf } from '../contract'
import type { Needs } from '../handler'
import type { Network } from '../network'
import type { destraPool } from './contract'

export const periodsOfPool: Lookup<PoolPeriod> = { entity: PoolPeriod, column: 'pool' }
/** Of any pool: a ruleset sees all stakes of an owner, and what they have claimed. */
export const stakesOfOwner: Lookup<Position> = { entity: Position, column: 'owner' }
export const claimsOfAccount: Lookup<PoolClaim> = { entity: PoolClaim, column: 'account' }

/** A pool with all its periods. */
export function needsPool({ contract }: DomainEvent, needs: Needs, network: Network): void {
  needs.row(Pool, poolId(network.name, contract))
  needs.rows(periodsOfPool, contract)
}

/** A pool, and all that one account has in it. */
export function needsStaker(
  event: EventOf<typeof destraPool, 'Staked' | 'Unstaked' | 'RewardClaimed'>,
  needs: Needs,
  network: Network,
): void {
  needsPool(event, needs, network)
  needs.rows(stakesOfOwner, event.args.user)
  needs.rows(claimsOfAccount, event.args.user)
}
