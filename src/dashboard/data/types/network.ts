// What the page knows of a network, its token and a block. Amounts are decimal strings in base units of their asset.

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
