import type { Profile } from '../../config/profile'
import { headRef, requireProgress } from '../../ledger/progress'
import type { Context } from '../context'
import { poolAtHead } from './poolAtHead'

/**
 * Where the ETH of every period of the staking pool is, oldest first; nothing without a pool.
 * @throws AssayError E-POOL-TOO-LONG
 */
export async function readPoolPeriods(context: Context, profile: Profile) {
  const block = headRef(await requireProgress(context.snapshot, profile))!
  const atHead = await poolAtHead(context, profile, block)
  return (atHead?.accounts ?? []).map(({ period, causes, overClaimed, ...account }) => ({
    ...account,
    block,
    period: `p${period}`,
    strandedBy: causes,
    refused: overClaimed,
  }))
}
