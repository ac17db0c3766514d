// What breaks a rule, and what nobody understood. Amounts are decimal strings in base units of their asset.

export interface Finding {
  readonly id: string
  readonly code: string
  readonly title: string
  readonly block: number
  readonly timestamp: string
  /** null: a fact of a block, not of a transaction */
  readonly txHash: string | null
}

export interface QuarantinedLog {
  readonly id: string
  readonly contract: string
  readonly topic0: string
  readonly reason: string
  readonly block: number
  readonly txHash: string
}
