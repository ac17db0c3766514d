import { restorePool, samePeriod } from '../../economics/pool/restore'
import { type Generation, poolRules } from '../../economics/pool/rules'
import { NOT_BORN, type PoolStake, type PoolState } from '../../economics/pool/state'
import type { Address } from '../../economics/units'
import { poolId, poolPeriodId } from '../../events/ids'
import type { Session } from '../../indexer/fold/session'
import { Pool, PoolClaim, PoolPeriod, Position } from '../../model'

/** A pool as the rows of the session tell it; of accounts that were loaded, everything. */
export function readPool(session: Session, network: string, contract: Address, generation: Generation): PoolState {
  const own = <E extends { pool: string }>(rows: Iterable<E>) => [...rows].filter((each) => each.pool === contract)
  return restorePool(poolRules[generation], {
    state: session.get(Pool, poolId(network, contract)),
    periods: own(session.all(PoolPeriod)),
    stakes: own(session.all(Position))
      .sort((a, b) => a.index - b.index)
      .map(stakeOf),
    claims: own(session.all(PoolClaim)),
  })
}

/** Writes what changed of a pool and its periods; stakes and claims are rows of their handlers. */
export function writePool(session: Session, network: string, contract: Address, pool: PoolState): void {
  const id = poolId(network, contract)
  const { ruleset } = pool.rules
  const state = {
    endZero: pool.endZero === NOT_BORN ? null : pool.endZero,
    index: pool.index,
    threshold: pool.threshold,
    totalStaked: pool.totalStaked,
  }
  const row = session.get(Pool, id)
  if (row) session.changed(Pool, Object.assign(row, state))
  else session.add(Pool, { id, network, pool: contract, ruleset, ...state })
  for (const [period, held] of pool.periods) {
    const periodId = poolPeriodId(network, contract, period)
    const known = session.get(PoolPeriod, periodId)
    if (!known) session.add(PoolPeriod, { id: periodId, network, pool: contract, period, ...held })
    else if (!samePeriod(known, held)) session.changed(PoolPeriod, Object.assign(known, held))
  }
}

function stakeOf(row: Position): PoolStake {
  const { owner, index, amount, lockSeconds, multiplier, start, threshold, periodIndex } = row
  const terms = { amount, lockSeconds, multiplier, start, threshold, periodIndex }
  return { ...terms, owner, stakeIndex: index, closedTime: row.closedTime ?? null }
}
