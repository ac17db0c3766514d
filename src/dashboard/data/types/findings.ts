// What breaks a rule, and what nobody understood. Amounts are decimal strings in base units of their asset.

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
