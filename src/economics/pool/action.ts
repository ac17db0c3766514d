import type { BaseUnits, Seconds } from '../units'

interface At {
  readonly time: Seconds
}

/** A call of the pool. Accounts are lower-case addresses. */
export type PoolAction = At &
  (
    | { readonly kind: 'stake'; readonly user: string; readonly amount: BaseUnits; readonly lockSeconds: Seconds }
    | { readonly kind: 'unstake'; readonly user: string; readonly stakeIndex: number }
    | { readonly kind: 'claim'; readonly user: string; readonly period: number }
    /** the first generation's deposits name no period */
    | { readonly kind: 'deposit'; readonly period: number | null; readonly amount: BaseUnits }
    | { readonly kind: 'threshold'; readonly seconds: Seconds }
    /** the owner sets a period's denominator; the third generation knows no such call */
    | { readonly kind: 'weight'; readonly period: number; readonly weight: bigint }
  )
type ActionKind = PoolAction['kind']
export type ActionOf<K extends ActionKind> = Extract<PoolAction, { kind: K }>

/** An event as the contract emits it, arguments by the ABI's names. Numbers are periods and times, never amounts. */
export type PoolEvent =
  | {
      readonly name: 'RewardPeriodTransition'
      readonly oldPeriodIndex: number
      readonly newPeriodIndex: number
      readonly newPeriodStartTime: Seconds
      readonly newPeriodEndTime: Seconds
    }
  | { readonly name: 'TotalWeightUpdated'; readonly rewardPeriodIndex: number; readonly totalWeight: bigint }
  | { readonly name: 'Staked'; readonly user: string; readonly amount: BaseUnits; readonly lockinPeriod: Seconds }
  | { readonly name: 'Unstaked'; readonly user: string; readonly amount: BaseUnits; readonly penalty: BaseUnits }
  /** without a period in the first generation */
  | { readonly name: 'RewardDeposited'; readonly periodIndex?: number; readonly amount: BaseUnits }
  /** without a period in the first generation */
  | {
      readonly name: 'RewardClaimed'
      readonly user: string
      readonly periodIndex?: number
      readonly reward: BaseUnits
    }
  | { readonly name: 'EligibilityThresholdUpdated'; readonly newThreshold: Seconds }

/** Why the contract reverts, by the names of its errors; `Panic` is the underflow of trap 8. */
export type Refusal =
  | 'InvalidLock'
  | 'ZeroAmount'
  | 'InvalidStakeIndex'
  | 'AlreadyWithdrawn'
  | 'InvalidPeriod'
  | 'PeriodNotEnded'
  | 'AlreadyClaimed'
  | 'NothingToClaim'
  | 'ThresholdOutOfRange'
  | 'WeightAlreadySet'
  | 'PeriodNotFunded'
  | 'NoSuchCall'
  | 'Panic'

/** Outcome of a call: the events of its receipt in log order, or a revert that changes nothing. */
export type Outcome =
  | { readonly kind: 'done'; readonly events: readonly PoolEvent[] }
  | { readonly kind: 'refused'; readonly why: Refusal }
