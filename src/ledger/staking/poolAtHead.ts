import type { Profile, ProfileContract } from '../../config/profile'
import type { DoubtedClaim } from '../../economics/pool/claimChoices'
import { type PeriodAccount, periodAccountSteps } from '../../economics/pool/periodAccount'
import type { PoolState } from '../../economics/pool/state'
import { type PoolWarning, poolWarnings } from '../../economics/pool/warning'
import { balanceId } from '../../events/ids'
import type { Snapshot } from '../../postgres/snapshot'
import { yieldToEventLoop } from '../../process/yieldToEventLoop'
import type { BlockRef } from '../progress'
import { readDoubtedClaims } from './doubtedClaims'
import { readPoolState } from './poolState'
import { uncertainUnstakes } from './uncertain'

/** A pool at a head: the same for every staker. */
export interface PoolAtHead {
  readonly pool: PoolState
  /** events that its ruleset did not predict, but for those that the ledger's doubt of a stake explains */
  readonly differences: number
  /** accounts of which the ledger cannot tell which stake an unstake closed */
  readonly uncertain: ReadonlySet<string>
  /** claims that may be of another period than the ledger's */
  readonly doubted: readonly DoubtedClaim[]
  readonly warnings: readonly PoolWarning[]
  /** every period that anything happened in, oldest first */
  readonly accounts: readonly PeriodAccount[]
}

/**
 * Folds the account of every period, one turn of the event loop for each step: a pool of many stakes takes a second.
 * @returns null when its deployment is not in the log
 * @throws AssayError E-POOL-TOO-LONG
 */
export async function readPoolAtHead(
  snapshot: Snapshot,
  profile: Profile,
  contract: ProfileContract,
  block: BlockRef,
): Promise<PoolAtHead | null> {
  const pool = await readPoolState(snapshot, profile, contract)
  if (pool === null) return null
  const unstakes = await uncertainUnstakes(snapshot, profile, block.number, { pool: contract.address })
  const uncertain = new Set(unstakes.map(({ owner }) => owner))
  const of = { network: profile.name, pool: contract.address }
  // Events of the other generations name their period.
  const doubted = pool.rules.eventsNamePeriod ? [] : await readDoubtedClaims(snapshot, of, block.number)
  const [found] = await snapshot.rows<{ differences: number }>(
    `select count(*)::int as differences from finding f
       join event e on e.id = split_part(f.id, '-F-POOL-DIFFERENCE-', 1)
      where f.network = $1 and f.code = 'F-POOL-DIFFERENCE' and e.contract = $2
        and not coalesce(f.evidence->>'uncertain' = 'true' and f.evidence->>'owner' = any($3), false)`,
    [profile.name, contract.address, [...uncertain]],
  )
  const [balance] = await snapshot.rows<{ amount: string }>(
    'select amount::text as amount from balance where id = $1',
    [balanceId(profile.name, profile.token.address, contract.address)],
  )
  const now = block.timestamp
  const accounts: PeriodAccount[] = []
  for (const period of [...pool.periods.keys()].sort((a, b) => a - b)) {
    const steps = periodAccountSteps(pool, period, now)
    let step = steps.next()
    for (; !step.done; step = steps.next()) await yieldToEventLoop()
    accounts.push(step.value)
    await yieldToEventLoop()
  }
  return {
    pool,
    differences: found!.differences,
    uncertain,
    doubted,
    warnings: poolWarnings(pool, now, BigInt(balance?.amount ?? 0), accounts),
    accounts,
  }
}
