import type { Profile } from '../../config/profile'
import type { Address } from '../../economics/units'
import type { ChainHeads } from '../../ledger/chainHeads'
import { headRef, lag, requireProgress } from '../../ledger/progress'
import { type PositionRow, positionColumns, positionWeight } from '../../ledger/staking/positions'
import type { Snapshot } from '../../postgres/snapshot'
import { type StakerReward, stakerRewards } from './staker'

export interface Reward extends Omit<StakerReward, 'claimed'> {
  readonly network: string
  readonly account: Address
  readonly claimedBy: string | null
}

/**
 * Everything one account has and had in the staking pool; null when it never had anything.
 * @param maxPositions the newest so many
 */
export async function readStaker(
  { snapshot, chainHeads }: { readonly snapshot: Snapshot; readonly chainHeads: ChainHeads },
  profile: Profile,
  account: Address,
  maxPositions: number,
) {
  const chainHead = chainHeads.during(snapshot, profile)
  const progress = await requireProgress(snapshot, profile)
  const positions = await snapshot.rows<PositionRow>(
    `select ${positionColumns} from position where network = $1 and owner = $2 order by opened_block desc, id limit $3`,
    [profile.name, account, maxPositions],
  )
  const rewards = await rewardsOf(snapshot, profile, account)
  if (positions.length === 0 && rewards.length === 0) return null

  const open = positions.filter((position) => position.status === 'open')
  const claimable = rewards.filter((reward) => reward.claimable)
  const totals = new Map<string, bigint>()
  for (const { asset, amount } of claimable) totals.set(asset, (totals.get(asset) ?? 0n) + amount)
  return {
    network: profile.name,
    address: account,
    block: headRef(progress)!,
    staked: open.reduce((sum, position) => sum + BigInt(position.amount), 0n),
    weight: open.reduce((sum, position) => sum + positionWeight(position), 0n),
    positions,
    rewards,
    claimable,
    claimableTotals: [...totals].map(([asset, amount]) => ({ asset, amount })),
    stale: lag(profile, progress, await chainHead).stale,
  }
}

async function rewardsOf(snapshot: Snapshot, profile: Profile, account: Address): Promise<Reward[]> {
  if (!(await snapshot.hasTable('public.report_share'))) return []
  const rewards = await stakerRewards(snapshot, profile.name, account)
  return rewards.map(({ claimed, ...reward }) => ({
    ...reward,
    network: profile.name,
    account,
    claimedBy: claimed?.txHash ?? null,
  }))
}
