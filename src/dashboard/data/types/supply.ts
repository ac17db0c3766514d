import type { BlockRef, Definition } from './network'

// Supply and burns, as the page reads them. Amounts are decimal strings in base units of their asset.

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
