import { POOL_PROGRAM } from '../../ledger/staking/poolFigures'
import { withSnapshot } from '../../postgres/snapshot'
import { type PoolDistribution, poolDistributions } from '../../rewards/read/poolDistributions'
import type { RewardsContext } from '../../rewards/rewardsContext'

interface Only {
  readonly network?: string
  readonly program?: string
}

/**
 * Periods of the networks' staking pools: where their program is asked for, or there is no other. Each account of a pool
 * is replayed for them, which a list of everything else does not wait for.
 */
export async function poolPeriods(
  { pool, profiles, programs }: RewardsContext,
  only: Only,
): Promise<PoolDistribution[]> {
  const others = programs.filter(({ network }) => only.network === undefined || network === only.network)
  if (only.program !== POOL_PROGRAM && (only.program !== undefined || others.length > 0)) return []
  const named = profiles.filter(({ name }) => only.network === undefined || name === only.network)
  const found: PoolDistribution[] = []
  for (const profile of named)
    found.push(...(await withSnapshot(pool, (snapshot) => poolDistributions(snapshot, profile))))
  return found
}

export function poolLine({ id, state, deposited, predicted, claimed, stranded }: PoolDistribution): string {
  return `${id}  ${state}  deposited ${deposited}  predicted ${predicted}  claimed ${claimed}  stranded ${stranded}`
}
