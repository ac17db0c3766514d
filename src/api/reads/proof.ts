import type { Address } from '../../economics/units'
import { proofOf } from '../../rewards/read'
import type { Context } from '../context'

/** A share can be claimed once its root is on the chain; before that a proof would prove nothing to anyone. */
const onChainStates: readonly string[] = ['published', 'settled']

/** What a claim transaction of `account` needs; null when it has no leaf or the distribution is not published. */
export async function readProof(context: Context, distributionId: string, account: Address) {
  const distribution = await context.loaders.distribution.load(distributionId)
  if (!distribution?.report?.root || !onChainStates.includes(distribution.state)) return null
  const claimable = await proofOf(context.snapshot, distributionId, account)
  if (!claimable) return null
  const [claim] = await context.snapshot.rows<{ found: number }>(
    `select 1 as found from reward_claim
     where network = $1 and program_id = $2 and period = $3 and account = $4 limit 1`,
    [distribution.network, distribution.programId, distribution.periodNumber.toString(), account],
  )
  const contracts = Object.values(context.profiles.get(distribution.network).contracts)
  return {
    distributor: contracts.find((each) => each.kind === 'merkle-distributor')?.address ?? null,
    root: distribution.report.root,
    programId: claimable.programId,
    periodNumber: claimable.period,
    account,
    amount: claimable.amount,
    proof: claimable.proof,
    claimed: claim !== undefined,
  }
}
