import { kindSdl } from '../../protocols'
import { emissionsTypeDefs } from './emissions'
import { jobTypeDefs } from './jobs'
import { networkTypeDefs } from './network'
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
  rewardsTypeDefs,
  ...kindSdl.map(kindTypeDefs),
  jobTypeDefs,
  emissionsTypeDefs,
]
