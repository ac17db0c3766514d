import type { Generation } from '../../economics/pool/rules'
import { poolRules } from '../../economics/pool/rules'
import { emptyPeriod, NOT_BORN, newPool, type PoolPeriod, type PoolState } from '../../economics/pool/state'
import type { Address } from '../../economics/units'
import { poolId, poolPeriodId } from '../../events/ids'
import { Pool, PoolClaim, PoolPeriod as PoolPeriodRow, Position } from '../../model'
import type { Session } from '../session'

const parts = Object.keys(emptyPeriod()) as (keyof PoolPeriod)[]

/** A pool as the rows of the session tell it; of accounts that were loaded, everything. */
export function readPool(session: Session, network: string, contract: Address, generation: Generation): PoolState {
  const pool = newPool(NOT_BORN, poolRules[generation])
  const row = session.get(Pool, poolId(network, contract))
  if (row) {
    pool.endZero = row.endZero ?? NOT_BORN
    pool.index = row.index
    pool.threshold = row.threshold
    pool.totalStaked = row.totalStaked
  }
  const own = <E extends { pool: string }>(rows: Iterable<E>) => [...rows].filter((each) => each.pool === contract)
  for (const period of own(session.all(PoolPeriodRow))) {
    const held = emptyPeriod()
    for (const part of parts) held[part] = period[part]
    pool.periods.set(period.period, held)
  }
  for (const row of own(session.all(Position)).sort((a, b) => a.index - b.index)) {
    const { owner, index, amount, lockSeconds, multiplier, start, threshold, periodIndex, closedTime } = row
    const stakes = pool.stakes.get(owner) ?? []
    const terms = { amount, lockSeconds, multiplier, start, threshold, periodIndex }
    stakes.push({ ...terms, owner, stakeIndex: index, closedTime: closedTime ?? null })
    pool.stakes.set(owner, stakes)
  }
  for (const { account, period, amount } of own(session.all(PoolClaim))) {
    const claims = pool.claims.get(account) ?? new Map<number, bigint>()
    pool.claims.set(account, claims.set(period, amount))
  }
  return pool
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
    const known = session.get(PoolPeriodRow, periodId)
    if (!known) session.add(PoolPeriodRow, { id: periodId, network, pool: contract, period, ...held })
    else if (parts.some((part) => known[part] !== held[part]))
      session.changed(PoolPeriodRow, Object.assign(known, held))
  }
}
