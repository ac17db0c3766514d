import type { Profile } from '../../config/profile'
import type { Context } from '../context'
import { poolAtHead } from './poolAtHead'
import { headRef, requireProgress } from './progress'

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
