import type { BaseUnits, Seconds } from '../units'
import type { PoolRules } from './rules'
import { emptyPeriod, NOT_BORN, newPool, type PoolPeriod, type PoolStake, type PoolState } from './state'

/** A pool as it is stored, row by row. */
export interface StoredPool {
  /** null: the deployment is not in the log; undefined row: nothing is */
  readonly state: (Pick<PoolState, 'index' | 'threshold' | 'totalStaked'> & { endZero?: Seconds | null }) | undefined
  readonly periods: Iterable<PoolPeriod & { readonly period: number }>
  /** in order of their index */
  readonly stakes: Iterable<PoolStake>
  readonly claims: Iterable<StoredClaim>
}

interface StoredClaim {
  readonly account: string
  readonly period: number
  readonly amount: BaseUnits
}

const parts = Object.keys(emptyPeriod()) as (keyof PoolPeriod)[]

/** The state that rows hold, to go on from. Stakes and claims may be those of some accounts only. */
export function restorePool(rules: PoolRules, { state, periods, stakes, claims }: StoredPool): PoolState {
  const pool = newPool(state?.endZero ?? NOT_BORN, rules)
  if (state) {
    pool.index = state.index
    pool.threshold = state.threshold
    pool.totalStaked = state.totalStaked
  }
  for (const row of periods) {
    const held = emptyPeriod()
    for (const part of parts) held[part] = row[part]
    pool.periods.set(row.period, held)
  }
  for (const stake of stakes) restoreStake(pool, stake)
  for (const claim of claims) restoreClaim(pool, claim)
  return pool
}

/** Adds a stored stake; those of an owner come in order of their index. */
export function restoreStake(pool: PoolState, stake: PoolStake): void {
  const own = pool.stakes.get(stake.owner) ?? []
  own.push(stake)
  pool.stakes.set(stake.owner, own)
}

/** Adds a stored claim. */
export function restoreClaim(pool: PoolState, { account, period, amount }: StoredClaim): void {
  const own = pool.claims.get(account) ?? new Map<number, BaseUnits>()
  pool.claims.set(account, own.set(period, amount))
}

/** Whether a stored period is still what the state says. */
export function samePeriod(a: PoolPeriod, b: PoolPeriod): boolean {
  return parts.every((part) => a[part] === b[part])
}
