// Bills, nodes and jobs. Amounts are decimal strings in base units of their asset.

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
