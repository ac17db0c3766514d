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
  /** nothing says which of its stakes the account withdrew */
  readonly doubtful: boolean
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
  /** of some account of the pool nothing says which stake it withdrew */
  readonly doubtful: boolean
}

/** As of which block a pool is asked. */
export interface AsOf {
  readonly block: number
  readonly time: number
}

/** Every claim of the network's pools of the third generation, beside what `destra-pool/v1` pays. @param asked inside a transaction */
export function poolClaims(
  asked: Asked,
  network: string,
  at: AsOf,
  statement = statementOf('pool-claims'),
): AsyncGenerator<PoolClaim> {
  return rowsOf(asked, statement, [network, JSON.stringify(at)])
}

/** @param asked inside a transaction */
export function poolPeriods(
  asked: Asked,
  network: string,
  at: AsOf,
  statement = statementOf('pool-periods'),
): AsyncGenerator<PoolPeriod> {
  return rowsOf(asked, statement, [network, JSON.stringify(at)])
}

/** An unstake of which nothing says which stake it withdrew. */
export interface Doubt {
  readonly owner: string
  readonly block: number
  /** the stake that was taken for it: the oldest of those it can be */
  readonly index: number
}

export async function stakeDoubts(asked: Asked, network: string): Promise<Doubt[]> {
  return (await asked.query(statementOf('doubts'), [network])).rows as Doubt[]
}
