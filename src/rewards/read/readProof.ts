import { contractsOf, type Profile } from '../../config/profile'
import type { Address } from '../../economics/units'
import type { Queryable } from '../../postgres/queryable'
import type { Distribution } from '../distribution'
import { claimStates } from './claimAccounts'
import { proofOf } from './shares'

/** A share can be claimed once its root is on the chain; before that a proof would prove nothing to anyone. */
const onChainStates: readonly string[] = ['published', 'settled']

/**
 * Arguments of a claim transaction of `account`; null when it has no leaf or the distribution is not published.
 * @param profiles where the distribution's network names its distributor
 */
export async function readProof(
  db: Queryable,
  profiles: { get(network: string): Profile },
  distribution: Distribution | null,
  account: Address,
) {
  if (!distribution?.report?.root || !onChainStates.includes(distribution.state)) return null
  const claimable = await proofOf(db, distribution.id, account)
  if (!claimable) return null
  const { rows } = await db.query(
    `select 1 from reward_claim where network = $1 and program_id = $2 and period = $3 and account = $4 limit 1`,
    [distribution.network, distribution.programId, distribution.periodNumber.toString(), account],
  )
  const { expiresAt, isOver } = (await claimStates(db, [distribution.id])).get(distribution.id)!
  return {
    distributor: contractsOf(profiles.get(distribution.network), 'merkle-distributor')[0]?.address ?? null,
    root: distribution.report.root,
    programId: claimable.programId,
    periodNumber: claimable.period,
    account,
    amount: claimable.amount,
    proof: claimable.proof,
    claimed: rows.length > 0,
    expired: rows.length === 0 && isOver,
    expiresAt,
  }
}
