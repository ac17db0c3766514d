import { contractsOf, type Profile, type ProfileContract } from '../../config/profile'
import type { Address } from '../../economics/units'
import { AssayError } from '../../errors'

/**
 * A staking pool of the profile: the one of this address, and the first where none is named. Null for a network that
 * has none.
 * @throws AssayError E-BAD-INPUT when the profile has no staking pool of that address
 */
export function stakingPool(profile: Profile, address?: Address | null): ProfileContract | null {
  const pools = contractsOf(profile, 'destra-pool')
  if (!address) return pools[0] ?? null
  const pool = pools.find((each) => each.address === address)
  if (pool) return pool
  throw new AssayError('E-BAD-INPUT', `${profile.name} has no staking pool ${address}`, {
    next: `Its pools: ${pools.map((each) => each.address).join(', ') || 'none'}.`,
    details: { field: 'pool' },
  })
}
