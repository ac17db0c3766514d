import { type Asked, rowsOf } from './rows'
import { statementOf } from './statement'

/** A claim that the pool paid, and what its ruleset pays. */
export interface PoolClaim {
  readonly pool: string
  readonly period: number
  readonly account: string
  readonly block: number
  readonly logIndex: number
  readonly paid: string
  readonly expected: string
}

/** Where the ETH of a period of the pool is, and the weight it was booked with. */
export interface PoolPeriod {
  readonly pool: string
  readonly period: number
  readonly deposited: string
  readonly claimed: string
  readonly booked: string
  readonly claimedWeight: string
  readonly forfeitedWeight: string
  readonly claimable: string
  readonly stranded: string
  /** remaining claimants whose claim would be refused */
  readonly refused: number
  /** the total weight that the pool announced last; null where it never did */
  readonly announced: string | null
}

/** As of which block a pool is asked. */
export interface AsOf {
  readonly block: number
  readonly time: number
}

/** Every claim of the network's pools of the third generation, beside what `destra-pool/v1` pays. @param asked inside a transaction */
export function poolClaims(asked: Asked, network: string, at: AsOf): AsyncGenerator<PoolClaim> {
  return rowsOf(asked, statementOf('pool-claims'), [network, JSON.stringify(at)])
}

/** @param asked inside a transaction */
export function poolPeriods(asked: Asked, network: string, at: AsOf): AsyncGenerator<PoolPeriod> {
  return rowsOf(asked, statementOf('pool-periods'), [network, JSON.stringify(at)])
}
