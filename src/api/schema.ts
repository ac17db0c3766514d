import { createSchema } from 'graphql-yoga'
import type { Context } from './context'
import { paceLists } from './pacedLists'
import { jobResolvers } from './resolvers/jobs'
import { kindResolvers } from './resolvers/kinds'
import { networkResolvers } from './resolvers/network'
import { pressureResolvers } from './resolvers/pressure'
import { rewardsResolvers } from './resolvers/rewards'
import { seriesResolvers } from './resolvers/series'
import { stakingResolvers } from './resolvers/staking'
import { supplyResolvers } from './resolvers/supply'
import { scalars } from './scalars'
import { typeDefs } from './typeDefs'

/** The executable public schema. */
export const schema = paceLists(
  createSchema<Context>({
    typeDefs: [...typeDefs],
    resolvers: [
      scalars,
      networkResolvers,
      supplyResolvers,
      stakingResolvers,
      rewardsResolvers,
      ...kindResolvers,
      jobResolvers,
      seriesResolvers,
      pressureResolvers,
    ],
  }),
)
