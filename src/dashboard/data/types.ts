/** Shapes of the answers this page reads. Amounts are decimal strings in base units of their asset. */

export interface BlockRef {
  readonly number: number
  readonly hash: string
  readonly timestamp: string
  readonly final: boolean
}
export interface Definition {
  readonly name: string
  readonly formula: string
  readonly unit: string
  readonly source: string
}
export interface Token {
  readonly address: string
  readonly symbol: string
  readonly decimals: number
  readonly max: string | null
}
export interface Network {
  readonly name: string
  readonly chainId: number
  readonly head: number | null
  readonly finalized: number | null
  readonly indexed: number | null
  readonly lagBlocks: number | null
  readonly indexing: boolean
  readonly stale: boolean
  readonly quarantined: number
  readonly findings: number
  readonly programs: readonly string[]
  readonly token: Token
  readonly contracts: readonly { readonly name: string; readonly kind: string; readonly address: string }[]
  readonly indexedBlock: BlockRef | null
}

export interface CauseAmount {
  readonly cause: string
  readonly amount: string
}
export interface Supply {
  readonly block: BlockRef
  readonly total: string
  readonly max: string | null
  readonly issued: string
  readonly circulating: string
  readonly burned: string
  readonly burnedInTotal: string
  readonly staked: string
  readonly stakedRatioBps: number
  readonly nodeStake: string
  readonly escrow: string
  readonly treasury: string
  readonly governance: string
  readonly rewards: string
  readonly locked: string
  readonly vestingPublished: boolean
  readonly stale: boolean
  readonly classes: readonly { readonly class: string; readonly amount: string }[]
  readonly excluded: readonly { readonly label: string; readonly address: string; readonly amount: string }[]
  readonly burnedBy: readonly CauseAmount[]
  readonly issuedBy: readonly CauseAmount[]
  readonly drift: readonly {
    readonly class: string
    readonly account: string
    readonly cause: string
    readonly amount: string
  }[]
  readonly definitions: readonly Definition[]
}
export interface SupplyPoint {
  readonly timestamp: string
  readonly end: string
  readonly block: number | null
  readonly circulating: string
  readonly burned: string
  readonly staked: string
  readonly nodeStake: string
}
export interface BurnPoint {
  readonly timestamp: string
  readonly cause: string
  readonly amount: string
  readonly count: number
}

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
export interface DistributionDetail {
  readonly program: string
  readonly programId: string
  readonly period: string
  readonly ruleset: string
  readonly start: string
  readonly end: string
  readonly totalWeight: string
  readonly reportHash: string
  readonly root: string | null
  readonly held: string | null
  readonly approvedBy: string | null
  readonly publishedAt: string | null
  readonly files: readonly string[]
  readonly block: BlockRef
  readonly shares: {
    readonly totalCount: number
    readonly nodes: readonly { readonly account: string; readonly amount: string; readonly weight: string }[]
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
export interface Explanation {
  readonly pot: string
  readonly weight: string
  readonly totalWeight: string
  readonly share: string
  readonly formula: string
  readonly roundingNumerator: string
  readonly inputs: unknown
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
}

export interface BillPoint {
  readonly timestamp: string
  readonly bills: number
  readonly computeUnits: string
  readonly cost: string
  readonly fee: string
  readonly governance: string
  readonly treasury: string
  readonly adaptorShare: string
  readonly nodeShare: string
  readonly refund: string
}
export interface ComputeNode {
  readonly id: string
  readonly address: string
  readonly operator: string
  readonly stake: string
  readonly jailedUntil: string | null
  readonly jailed: boolean
  readonly slashed: string
  readonly earned: string
  readonly bills: number
  readonly computeUnits: string
  readonly block: number
}
export interface Slash {
  readonly id: string
  readonly node: string
  readonly amount: string
  readonly stakeBefore: string
  readonly bps: number
  readonly reason: string
  readonly burned: boolean
  readonly block: number
  readonly timestamp: string
}
export interface Job {
  readonly id: string
  readonly pool: string
  readonly state: string
  readonly node: string | null
  readonly attempt: number
  readonly computeUnits: string | null
  readonly quote: string | null
  readonly error: string | null
  readonly requestedAt: string
  readonly updatedAt: string
}

export interface RevenuePoint {
  readonly timestamp: string
  readonly asset: string
  readonly amount: string
  readonly stakers: string
  readonly nodes: string
  readonly buyback: string
  readonly modelOwners: string
  readonly fees: string
  readonly emissionReserve: string
  readonly receipts: number
}
export interface EmissionPoint {
  readonly timestamp: string
  readonly domainId: string
  readonly amount: string
}
export interface Pressure {
  readonly domainId: string
  readonly period: string
  readonly start: string
  readonly end: string
  readonly emitted: string
  readonly miners: string
  readonly stakers: string
  readonly price: string | null
  readonly counted: string | null
  readonly breakEven: string | null
  readonly externalRevenue: string
  readonly pressureBps: string | null
  readonly frictionBps: number
  readonly flagged: boolean
  readonly definition: Definition
  readonly block: BlockRef
}

export interface Finding {
  readonly id: string
  readonly code: string
  readonly title: string
  readonly block: number
  readonly timestamp: string
  readonly txHash: string
}
export interface QuarantinedLog {
  readonly id: string
  readonly contract: string
  readonly topic0: string
  readonly reason: string
  readonly block: number
  readonly txHash: string
}
