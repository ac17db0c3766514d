import type { StakedPosition } from '../../economics/rewards/ethMonth'
import { AssayError } from '../../errors'
import { stakesByChoice } from '../../ledger/staking/stakesByChoice'
import { uncertainUnstakes } from '../../ledger/staking/uncertain'
import type { Queryable } from '../../postgres/queryable'
import type { ReportInputs } from '../report/build'

type Weighing = Pick<ReportInputs, 'program' | 'period' | 'pinned'>

/**
 * The gate before a report that weighs stakes: where the ledger could not tell which stake an unstake closed, every
 * choice has to give its owner the weight that the ledger's own gives. What is paid out cannot be taken back.
 * @throws AssayError E-STAKE-UNCERTAIN
 */
export async function requireCertainStakes(db: Queryable, weighing: Weighing): Promise<void> {
  const { program, period, pinned } = weighing
  for (const { finding, block, txHash, ...owned } of await uncertainUnstakes(
    db,
    { name: program.network },
    pinned.number,
  )) {
    const { ledger, choices } = await stakesByChoice(db, owned, pinned.number)
    const paid = weightOf(weighing, ledger)
    if (choices?.every((stakes) => weightOf(weighing, stakes) === paid)) continue
    const { owner, pool } = owned
    throw new AssayError(
      'E-STAKE-UNCERTAIN',
      `${period.id} of ${program.name} depends on which of its stakes ${owner} unstaked in ${txHash}, and the log does not say`,
      {
        next: `Run assay cron with an endpoint that has the state of block ${block} (an archive node): it asks the pool. Where it was left undecided, delete its row in finding_evidence first; where the pool names another stake than the ledger closed, index again with that endpoint.`,
        details: { owner, pool, transaction: txHash, block, finding },
        retryable: true,
      },
    )
  }
}

/** Weight of one owner's stakes by the program's ruleset. */
function weightOf({ program, period }: Weighing, entries: readonly StakedPosition[]): bigint {
  const none = new Map<string, bigint>()
  const pots = program.ruleset.pots({ period, entries, received: none, carryIn: none })
  return pots.flatMap(({ participants }) => participants).reduce((sum, { weight }) => sum + weight, 0n)
}
