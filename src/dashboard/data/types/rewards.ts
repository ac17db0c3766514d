import type { BlockRef } from './network'

// Closed periods, their shares and proofs. Amounts are decimal strings in base units of their asset.

export interface Distribution {
  readonly id: string
  readonly program: string
  readonly period: string
  readonly asset: string
  readonly pot: string
  readonly carry: string
  readonly distributed: string
  readonly shareCount: number
  readonly root: string | null
  readonly status: string
  readonly claimed: string
  readonly claimCount: number
  readonly block: BlockRef
}

export interface Pot {
  readonly name: string
  readonly received: string
  readonly carryIn: string
  readonly distributed: string
  readonly carry: string
}

export interface DistributionDetail {
  readonly program: string
  readonly programId: string
  readonly period: string
  readonly ruleset: string
  readonly start: string
  readonly end: string
  readonly distributed: string
  readonly totalWeight: string
  readonly pots: readonly Pot[]
  readonly reportHash: string
  readonly root: string | null
  readonly held: string | null
  readonly approvedBy: string | null
  readonly publishedAt: string | null
  readonly files: readonly string[]
  readonly block: BlockRef
  readonly shares: {
    readonly totalCount: number
    readonly nodes: readonly { readonly account: string; readonly amount: string }[]
  }
}

export interface Proof {
  readonly distributor: string | null
  readonly root: string
  readonly programId: string
  readonly periodNumber: string
  readonly account: string
  readonly amount: string
  readonly proof: readonly string[]
  readonly claimed: boolean
}

/** What one pot gives an account. */
export interface PotShare {
  readonly name: string
  readonly pot: string
  readonly weight: string
  readonly totalWeight: string
  readonly share: string
  readonly remainder: string
}

export interface Explanation {
  readonly pot: string
  readonly share: string
  readonly formula: string
  readonly inputs: unknown
  readonly pots: readonly PotShare[]
}

export interface Reward {
  readonly distributionId: string
  readonly program: string
  readonly period: string
  readonly asset: string
  readonly amount: string
  readonly status: string
  readonly claimed: boolean
}
