import type { Address } from '../../economics/units'
import type { Context } from '../context'
import { FIGURES_COST_ROWS, POOL_COST_ROWS } from '../limits'
import { type ListSpec, readList } from '../list'
import { readClaimable } from '../reads/claimable'
import { readPoolPeriods } from '../reads/poolPeriods'
import { eligibleMonths, heldAt, type PositionRow, positionColumns, positionWeight, tierDays } from '../reads/positions'
import { readProof } from '../reads/proof'
import { type Reward, readStaker } from '../reads/staker'
import { readYields } from '../reads/yields'
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
    staker: (_: unknown, { network, address }: { network: string; address: Address }, context: Context) =>
      readStaker(context, context.profiles.get(network), address),
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
    proof: (reward: Reward, _: unknown, context: Context) => {
      context.budget.rows(1)
      return readProof(context, reward.distribution, reward.account)
    },
  },
}
