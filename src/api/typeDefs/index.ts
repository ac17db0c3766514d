import { kindSdl } from '../../protocols/sdl'
import { emissionsTypeDefs } from './emissions'
import { jobTypeDefs } from './jobs'
import { networkTypeDefs } from './network'
import { priceTypeDefs } from './prices'
import { kindTypeDefs } from './queries'
import { rewardsTypeDefs } from './rewards'
import { scalarTypeDefs } from './scalars'
import { stakingTypeDefs } from './staking'
import { supplyTypeDefs } from './supply'

/** The public schema, one document per area and contract kind; their Query and Subscription types are merged. */
export const typeDefs: readonly string[] = [
  scalarTypeDefs,
  networkTypeDefs,
  supplyTypeDefs,
  stakingTypeDefs,
  priceTypeDefs,
  rewardsTypeDefs,
  ...kindSdl.map(kindTypeDefs),
  jobTypeDefs,
  emissionsTypeDefs,
]
