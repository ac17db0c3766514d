import type { Address } from '../../economics/units'
import {
  eligibleMonths,
  heldAt,
  type PositionRow,
  positionColumns,
  positionWeight,
  tierDays,
} from '../../ledger/staking/positions'
import { type Reward, readProof, readStaker, readYields } from '../../rewards/read'
import type { Context } from '../context'
import { FIGURES_COST_ROWS, MAX_PAGE_ROWS, POOL_COST_ROWS } from '../limits'
import { type ListSpec, readList } from '../list'
import { readClaimable, readPoolPeriods } from '../stakingPool'
import { filterSpecs } from '../typeDefs/filterSpecs'
import { type NetworkListArgs, ofNetwork } from './network'

const positions: ListSpec = {
  name: 'positions',
  select: positionColumns,
  from: 'position',
  filters: filterSpecs.PositionWhere,
  key: { opened_block: 'int', id: 'text' },
}

type StakerAnswer = NonNullable<Awaited<ReturnType<typeof readStaker>>>

export const stakingResolvers = {
  Query: {
    positions: (_: unknown, args: NetworkListArgs, context: Context) =>
      readList(context, positions, ofNetwork(context, args.network), args),
    staker: (_: unknown, { network, address }: { network: string; address: Address }, context: Context) => {
      const profile = context.profiles.get(network)
      context.budget.rows(MAX_PAGE_ROWS)
      return readStaker(context, profile, address, MAX_PAGE_ROWS)
    },
    poolPeriods: (_: unknown, { network }: { network: string }, context: Context) => {
      context.budget.rows(POOL_COST_ROWS)
      return readPoolPeriods(context, context.profiles.get(network))
    },
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
    pool: (staker: StakerAnswer, _: unknown, context: Context) => {
      context.budget.rows(POOL_COST_ROWS)
      return readClaimable(context, context.profiles.get(staker.network), staker.address, staker.block)
    },
  },
  Position: {
    weight: positionWeight,
    tier: (row: PositionRow) => tierDays(row.lockSeconds),
    eligiblePeriods: (row: PositionRow) =>
      eligibleMonths(row).map(({ id, start, end }) => ({ period: id, start, end, held: heldAt(row, end) })),
    holdUntil: (row: PositionRow) => eligibleMonths(row).at(-1)?.end ?? null,
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
