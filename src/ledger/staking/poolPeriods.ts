import type { BlockRef } from '../progress'
import type { PoolAtHead } from './poolAtHead'

/** Where the ETH of every period of the staking pool is, oldest first. */
export function poolPeriods({ accounts }: PoolAtHead, block: BlockRef) {
  return accounts.map(({ period, causes, overClaimed, ...account }) => ({
    ...account,
    block,
    period: `p${period}`,
    strandedBy: causes,
    refused: overClaimed,
  }))
}
