import { THIRTY_DAYS } from '../period'
import { DEFAULT_THRESHOLD_SECONDS, type Stake } from '../staking'
import type { BaseUnits, Seconds } from '../units'
import { type PoolRules, poolRules } from './rules'

/** A stake as the pool's contract stores it. */
export interface PoolStake extends Stake {
  /** lower-case address */
  readonly owner: string
  /** place among the owner's stakes, which is what `unstake` takes */
  readonly stakeIndex: number
  /** the stored index when it was made: booking starts there, not at the clock's period (trap 8) */
  readonly periodIndex: number
  /** block time of the withdrawal; null while it is held */
  closedTime: Seconds | null
}

/** Sums of a reward period. The contract stores two numbers; here each is a difference, so no cause is lost. */
export interface PoolPeriod {
  deposited: BaseUnits
  claimed: BaseUnits
  /** ETH that was in it before the index arrived, and that the transition forgot (second generation) */
  overwritten: BaseUnits
  /** weight put into the denominator: booked by stakes less what early unstakes took out again, or set by the owner */
  booked: bigint
  /** weight that claims took out, booked or not (trap 6) */
  claimedWeight: bigint
  /** part of `booked` whose stake left after the period's end without claiming (trap 7) */
  forfeitedWeight: bigint
}

/** A Destra pool after a prefix of its transactions. Only `fold.ts` and `observe.ts` write to it. */
export interface PoolState {
  readonly rules: PoolRules
  /** end of period 0: deployment time + 30 d; `NOT_BORN` until it is known */
  endZero: Seconds
  /** the stored period index, which may lag behind the clock (trap 8) */
  index: number
  /** in force now */
  threshold: Seconds
  totalStaked: BaseUnits
  readonly periods: Map<number, PoolPeriod>
  readonly stakes: Map<string, PoolStake[]>
  /** owner → period → reward */
  readonly claims: Map<string, Map<number, BaseUnits>>
}

/** End of period 0 of a pool whose deployment nobody has seen: no period has ended, none will be booked. */
export const NOT_BORN: Seconds = Number.POSITIVE_INFINITY

/** A pool nobody has used. @param endZero end of period 0 in block time, `rewardPeriods(0).endTime` */
export function newPool(endZero: Seconds, rules: PoolRules = poolRules[3]): PoolState {
  return {
    rules,
    endZero,
    index: 0,
    threshold: DEFAULT_THRESHOLD_SECONDS,
    totalStaked: 0n,
    periods: new Map(),
    stakes: new Map(),
    claims: new Map(),
  }
}

/** end(p) = end(0) + 30 d × p */
export function endOf(pool: Pick<PoolState, 'endZero'>, period: number): Seconds {
  return pool.endZero + THIRTY_DAYS * period
}

/** A period that nobody touched. */
export function emptyPeriod(): PoolPeriod {
  return { deposited: 0n, claimed: 0n, overwritten: 0n, booked: 0n, claimedWeight: 0n, forfeitedWeight: 0n }
}

const UNTOUCHED: Readonly<PoolPeriod> = emptyPeriod()

/** A period to read; one that nobody touched is all zero. */
export function periodOf(pool: PoolState, period: number): Readonly<PoolPeriod> {
  return pool.periods.get(period) ?? UNTOUCHED
}

/** `rewardPeriods(p).ethRewards`: wei still in the period. */
export function potOf(period: Readonly<PoolPeriod>): BaseUnits {
  return period.deposited - period.claimed - period.overwritten
}

/** `totalWeights(p)`, in earlier generations `rewardPeriods(p).totalWeight`: the denominator of the next claim. */
export function totalWeightOf(period: Readonly<PoolPeriod>): bigint {
  return period.booked - period.claimedWeight
}

/** Every stake an account ever made, in order. */
export function stakesOf(pool: PoolState, owner: string): readonly PoolStake[] {
  return pool.stakes.get(owner) ?? []
}

/** Whether the contract has paid this account for this period. */
export function hasClaimed(pool: PoolState, owner: string, period: number): boolean {
  return pool.claims.get(owner)?.has(period) ?? false
}
