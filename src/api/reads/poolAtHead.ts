import type { Pool } from 'pg'
import { contractsOf, type Profile } from '../../config/profile'
import { type PeriodAccount, periodAccountSteps } from '../../economics/pool/periodAccount'
import type { PoolState } from '../../economics/pool/state'
import { type PoolWarning, poolWarnings } from '../../economics/pool/warning'
import { balanceId } from '../../events/ids'
import { Admission } from '../admission'
import type { Context } from '../context'
import { POOL_ADMISSION } from '../limits'
import { SingleFlight } from '../singleFlight'
import { turn } from '../turn'
import { readPoolState } from './poolState'
import type { BlockRef } from './progress'

/** A pool at a head: the same for every staker. */
export interface PoolAtHead {
  readonly head: string
  readonly pool: PoolState
  /** events that its ruleset did not predict */
  readonly differences: number
  readonly warnings: readonly PoolWarning[]
  /** every period that anything happened in, oldest first */
  readonly accounts: readonly PeriodAccount[]
}

/** By database: the state at the last head of each network; a head's hash names everything before it. */
const states = new WeakMap<Pool, SingleFlight<PoolAtHead | null>>()

/** The fold of one head serves all who ask at it, while it runs and after. @throws AssayError E-POOL-TOO-LONG, E-BUSY */
export function poolAtHead(context: Context, profile: Profile, block: BlockRef): Promise<PoolAtHead | null> {
  const flights = states.get(context.pool) ?? new SingleFlight<PoolAtHead | null>(new Admission(POOL_ADMISSION))
  states.set(context.pool, flights)
  return flights.get(profile.name, block.hash, () => fold(context, profile, block))
}

async function fold({ snapshot }: Context, profile: Profile, block: BlockRef): Promise<PoolAtHead | null> {
  const pool = await readPoolState(snapshot, profile)
  if (pool === null) return null
  const [found] = await snapshot.rows<{ differences: number }>(
    `select count(*)::int as differences from finding where network = $1 and code = 'F-POOL-DIFFERENCE'`,
    [profile.name],
  )
  const [balance] = await snapshot.rows<{ amount: string }>(
    'select amount::text as amount from balance where id = $1',
    [balanceId(profile.name, profile.token.address, contractsOf(profile, 'destra-pool')[0]!.address)],
  )
  const now = block.timestamp
  const accounts: PeriodAccount[] = []
  for (const period of [...pool.periods.keys()].sort((a, b) => a - b)) {
    const steps = periodAccountSteps(pool, period, now)
    let step = steps.next()
    for (; !step.done; step = steps.next()) await turn()
    accounts.push(step.value)
    await turn()
  }
  return {
    head: block.hash,
    pool,
    differences: found!.differences,
    warnings: poolWarnings(pool, now, BigInt(balance?.amount ?? 0), accounts),
    accounts,
  }
}
