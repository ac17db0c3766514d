import { eligiblePeriods } from '../../economics/pool/eligibility'
import { hasClaimed, stakesOf } from '../../economics/pool/state'
import type { BlockRef } from '../progress'
import type { PoolAtHead } from './poolAtHead'

/** Where the ETH of every period of the staking pool is, oldest first, and whose part of it is uncertain. */
export function poolPeriods(atHead: PoolAtHead, block: BlockRef) {
  const uncertain = uncertainByPeriod(atHead)
  return atHead.accounts.map(({ period, causes, overClaimed, ...account }) => ({
    ...account,
    block,
    period: `p${period}`,
    strandedBy: causes,
    refused: overClaimed,
    uncertain: uncertain.get(period) ?? [],
  }))
}

/**
 * By period, accounts of whose stakes or claims it depends who gets what of it: uncertain ones with a stake that may count
 * (those that have claimed it are paid), and those of which a claim can have been of it.
 */
export function uncertainByPeriod({
  pool,
  uncertain,
  doubted,
}: Pick<PoolAtHead, 'pool' | 'uncertain' | 'doubted'>): ReadonlyMap<number, readonly string[]> {
  const byPeriod = new Map<number, Set<string>>()
  const add = (period: number, owner: string) =>
    byPeriod.set(period, (byPeriod.get(period) ?? new Set<string>()).add(owner))
  for (const owner of uncertain)
    for (const period of stakesOf(pool, owner).flatMap((stake) => eligiblePeriods(pool, stake)))
      if (!hasClaimed(pool, owner, period)) add(period, owner)
  for (const { user, could } of doubted) for (const period of could) add(period, user)
  return new Map([...byPeriod].map(([period, owners]) => [period, [...owners]]))
}
