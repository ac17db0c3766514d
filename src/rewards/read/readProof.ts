import type { Profile } from '../../config/profile'
import { distributorFor } from '../../config/style'
import type { Address } from '../../economics/units'
import type { Queryable } from '../../postgres/queryable'
import type { Distribution } from '../distribution'
import { claimStates } from './claimAccounts'
import { proofOf } from './shares'

/** A share can be claimed once its root is on the chain; before that a proof would prove nothing to anyone. */
const onChainStates: readonly string[] = ['published', 'settled']

/**
 * Arguments of a claim transaction of `account`; null when it has no leaf or the distribution is not published, and where a
 * later root of a cumulative program has replaced its own.
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
  const { network, programId, periodNumber, style } = distribution
  const isCumulative = style === 'cumulative'
  // The contract takes proofs of a program's newest root alone.
  if (isCumulative && (await isReplaced(db, distribution))) return null
  const { rows } = await db.query<{ amount: string; claimed: boolean }>(isCumulative ? CLAIMED_EVER : CLAIMED, [
    network,
    programId,
    periodNumber.toString(),
    account,
    distribution.id,
    claimable.amount.toString(),
  ])
  const { expiresAt, isOver } = (await claimStates(db, [distribution.id])).get(distribution.id)!
  return {
    distributor: distributorFor(profiles.get(network), style) ?? null,
    root: distribution.report.root,
    programId: claimable.programId,
    periodNumber,
    account,
    amount: BigInt(rows[0]!.amount),
    cumulative: isCumulative ? claimable.amount : null,
    proof: claimable.proof,
    claimed: rows[0]!.claimed,
    expired: !rows[0]!.claimed && isOver,
    expiresAt,
  }
}

const AMOUNT = `coalesce((select amount from report_share where distribution_id = $5 and account = $4), 0) as amount`
const CLAIMED = `select ${AMOUNT}, $6::numeric is null or exists (select from reward_claim
  where network = $1 and program_id = $2 and period = $3 and account = $4) as claimed`
/** Taken is what claims of cumulative periods of the program sum to. */
const CLAIMED_EVER = `select ${AMOUNT}, coalesce((select sum(c.amount) from reward_claim c
  join distribution d on d.network = c.network and d.program_id = c.program_id and d.period_number = c.period
  where c.network = $1 and c.program_id = $2 and c.account = $4 and d.style = 'cumulative' and $3::numeric is not null), 0)
  >= $6::numeric as claimed`

async function isReplaced(db: Queryable, { network, program, end }: Distribution): Promise<boolean> {
  const { rows } = await db.query(
    `select from distribution where network = $1 and program = $2 and style = 'cumulative' and state = any($3)
       and period_end > $4 limit 1`,
    [network, program, onChainStates, end],
  )
  return rows.length > 0
}
