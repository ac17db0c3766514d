import type { BlockRef } from './network'
import type { Proof, Reward } from './rewards'

// Stakes and what one address holds. Amounts are decimal strings in base units of their asset.

export interface StakingPoint {
  readonly timestamp: string
  readonly end: string
  readonly tier: number
  readonly amount: string
  readonly positions: number
}

export interface TierYield {
  readonly tier: number
  readonly multiplier: number
  readonly period: string
  readonly ethPerToken: string
  readonly apr: string
  readonly provisional: boolean
  readonly block: BlockRef
  readonly definition: {
    readonly ruleset: string
    readonly formula: string
    readonly numerator: string
    readonly denominator: string
    readonly pot: string
    readonly start: string
    readonly end: string
    readonly yearSeconds: number
    readonly rounding: string
    readonly priceSource: string | null
  }
}

export interface Position {
  readonly id: string
  readonly index: number
  readonly amount: string
  readonly weight: string
  readonly tier: number
  readonly multiplier: number
  readonly start: string
  readonly unlock: string
  readonly status: string
  readonly closedAt: string | null
  readonly penalty: string | null
  readonly holdUntil: string | null
}

export interface Staker {
  readonly address: string
  readonly staked: string
  readonly weight: string
  readonly block: BlockRef
  readonly positions: readonly Position[]
  readonly rewards: readonly Reward[]
  readonly claimable: readonly (Reward & { readonly proof: Proof | null })[]
  readonly claimableTotals: readonly { readonly asset: string; readonly amount: string }[]
  readonly pool: PoolStaker | null
}

export interface PoolStaker {
  readonly ruleset: string
  readonly block: BlockRef
  readonly claimableNow: string
  readonly claims: readonly { readonly period: string; readonly amount: string }[]
  readonly holdUntil: string | null
  readonly stakes: readonly PoolStake[]
  readonly warnings: readonly { readonly kind: string; readonly severity: string; readonly stake: number | null }[]
  readonly differences: number
}

export interface PoolStake {
  readonly index: number
  readonly holdUntil: string | null
  readonly forfeitsNow: {
    readonly penalty: string
    readonly claimable: string
    readonly periods: readonly string[]
  }
}
