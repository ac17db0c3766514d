import { computeTypeDefs } from './compute'
import { emissionsTypeDefs } from './emissions'
import { networkTypeDefs } from './network'
import { priceTypeDefs } from './prices'
import { rewardsTypeDefs } from './rewards'
import { scalarTypeDefs } from './scalars'
import { stakingTypeDefs } from './staking'
import { supplyTypeDefs } from './supply'

/** The public schema, one document per area; the areas' Query and Subscription types are merged. */
export const typeDefs: readonly string[] = [
  scalarTypeDefs,
  networkTypeDefs,
  supplyTypeDefs,
  stakingTypeDefs,
  priceTypeDefs,
  rewardsTypeDefs,
  computeTypeDefs,
  emissionsTypeDefs,
]
