import type { BlockRef, Definition } from './network'

// Revenue, emissions and what they weigh against each other. Amounts are decimal strings in base units of their asset.

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
