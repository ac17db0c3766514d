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

/** Uncertain accounts with a stake that may count in a period, by period: those that have claimed it are paid. */
function uncertainByPeriod({ pool, uncertain }: PoolAtHead): ReadonlyMap<number, readonly string[]> {
  const byPeriod = new Map<number, string[]>()
  for (const owner of uncertain)
    for (const period of new Set(stakesOf(pool, owner).flatMap((stake) => eligiblePeriods(pool, stake)))) {
      if (hasClaimed(pool, owner, period)) continue
      byPeriod.set(period, [...(byPeriod.get(period) ?? []), owner])
    }
  return byPeriod
}
