import type { BaseUnits } from '../../economics/units'
import { POOL_PROGRAM } from '../../ledger/staking/poolFigures'
import { withSnapshot } from '../../postgres/snapshot'
import { type PoolDistribution, poolDistributions } from '../../rewards/read/poolDistributions'
import type { RewardsContext } from '../../rewards/rewardsContext'
import { table } from '../table'
import { ETH, tokens } from './shownAs'

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

/** A table of them, ETH beside wei; its titles alone where there is none. */
export function poolText(periods: readonly PoolDistribution[]): string[] {
  const amount = (title: string, of: (period: PoolDistribution) => BaseUnits) =>
    [
      { title, cell: (period: PoolDistribution) => tokens(of(period), ETH), right: true },
      { title: 'wei', cell: (period: PoolDistribution) => `${of(period)}`, right: true },
    ] as const
  const columns = [
    { title: 'distribution', cell: ({ id }: PoolDistribution) => id },
    { title: 'state', cell: ({ state }: PoolDistribution) => state },
    ...amount('deposited', ({ deposited }) => deposited),
    ...amount('predicted', ({ predicted }) => predicted),
    ...amount('claimed', ({ claimed }) => claimed),
    ...amount('stranded', ({ stranded }) => stranded),
  ]
  return table(columns, periods)
}
