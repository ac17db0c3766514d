import type { Address } from '../../economics/units'
import { poolStaked } from '../../ledger/staking/poolStaked'
import { type Reward, readProof, readStaker, readYields } from '../../rewards/read'
import type { Context } from '../context'
import { FIGURES_COST_ROWS, MAX_PAGE_ROWS, POOL_COST_ROWS } from '../limits'
import { readClaimable, readPoolPeriods } from '../stakingPool'

type StakerAnswer = NonNullable<Awaited<ReturnType<typeof readStaker>>>

export const stakingResolvers = {
  Query: {
    staker: (_: unknown, { network, address }: { network: string; address: Address }, context: Context) => {
      const profile = context.profiles.get(network)
      context.budget.rows(MAX_PAGE_ROWS)
      return readStaker(context, profile, address, MAX_PAGE_ROWS)
    },
    poolPeriods: (_: unknown, { network, pool }: { network: string; pool?: Address | null }, context: Context) => {
      context.budget.rows(POOL_COST_ROWS)
      return readPoolPeriods(context, context.profiles.get(network), pool)
    },
    poolStaked: (_: unknown, { network }: { network: string }, context: Context) =>
      poolStaked(context.snapshot, context.profiles.get(network)),
    yield: (
      _: unknown,
      { network, program, period }: { network: string; program: string; period?: string | null },
      context: Context,
    ) => {
      context.budget.rows(FIGURES_COST_ROWS)
      return readYields(context, context.profiles.get(network), program, period ?? null)
    },
  },
  Staker: {
    pool: (staker: StakerAnswer, { address }: { address?: Address | null }, context: Context) => {
      context.budget.rows(POOL_COST_ROWS)
      return readClaimable(context, context.profiles.get(staker.network), staker.address, staker.block, address)
    },
  },
  Reward: {
    distributionId: (reward: Reward) => reward.distribution,
    status: (reward: Reward) => reward.state,
    claimed: (reward: Reward) => reward.claimedBy !== null,
    proof: async ({ distribution, account }: Reward, _: unknown, { budget, loaders, snapshot, profiles }: Context) => {
      budget.rows(1)
      return readProof(snapshot, profiles, await loaders.distribution.load(distribution), account)
    },
  },
}
