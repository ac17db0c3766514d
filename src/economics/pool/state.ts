import { THIRTY_DAYS } from '../period'
import { DEFAULT_THRESHOLD_SECONDS, type Stake } from '../staking'
import type { BaseUnits, Seconds } from '../units'

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

/** What a reward period holds. The contract stores two numbers; here each is a difference, so no cause is lost. */
export interface PoolPeriod {
  /** wei */
  deposited: BaseUnits
  /** wei */
  claimed: BaseUnits
  /** Σ weight booked by stakes, less what unstakes before the period's end took out again */
  booked: bigint
  /** weight that claims took out, booked or not (trap 6) */
  claimedWeight: bigint
  /** part of `booked` whose stake left after the period's end without claiming (trap 7) */
  forfeitedWeight: bigint
}

/** The third generation of the Destra pool after a prefix of its transactions. Only `fold.ts` writes to it. */
export interface PoolState {
  /** end of period 0: deployment time + 30 d; no event says it */
  readonly endZero: Seconds
  /** the stored period index, which may lag behind the clock (trap 8) */
  index: number
  /** for stakes made from now on */
  threshold: Seconds
  totalStaked: BaseUnits
  readonly periods: Map<number, PoolPeriod>
  readonly stakes: Map<string, PoolStake[]>
  /** owner → period → reward in wei */
  readonly claims: Map<string, Map<number, BaseUnits>>
}

/** A pool nobody has used. @param endZero end of period 0 in block time, `rewardPeriods(0).endTime` */
export function newPool(endZero: Seconds): PoolState {
  return {
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

const UNTOUCHED: PoolPeriod = { deposited: 0n, claimed: 0n, booked: 0n, claimedWeight: 0n, forfeitedWeight: 0n }

/** A period to read; one that nobody touched is all zero. */
export function periodOf(pool: PoolState, period: number): Readonly<PoolPeriod> {
  return pool.periods.get(period) ?? UNTOUCHED
}

/** `rewardPeriods(p).ethRewards`: wei still in the period. */
export function potOf(period: Readonly<PoolPeriod>): BaseUnits {
  return period.deposited - period.claimed
}

/** `totalWeights(p)`: the denominator of the next claim. */
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
