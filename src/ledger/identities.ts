import type { Profile } from '../config/profile'
import { formulaOf } from '../economics/identity'
import type { Snapshot } from '../postgres/snapshot'

/** How an identity stood at the newest check at or before a block, base units. */
export interface CheckedIdentity {
  readonly name: string
  readonly formula: string
  readonly holds: boolean
  readonly left: bigint
  readonly right: bigint
  readonly explained: bigint
  /** since when it stands so */
  readonly block: number
  readonly blockHash: string
}

interface Row {
  readonly name: string
  readonly holds: boolean
  readonly left: string
  readonly right: string
  readonly explained: string
  readonly block: number
  readonly block_hash: string
}

/** By name. Empty before the first reconciliation. */
export async function identitiesAt(snapshot: Snapshot, profile: Profile, block: number): Promise<CheckedIdentity[]> {
  const rows = await snapshot.rows<Row>(
    `select distinct on (name) name, holds, "left"::text, "right"::text, explained::text, block, block_hash
     from identity_check where network = $1 and block <= $2 order by name, block desc`,
    [profile.name, block],
  )
  return rows.map(({ block_hash, ...row }) => ({
    ...row,
    formula: formulaOf(row.name),
    left: BigInt(row.left),
    right: BigInt(row.right),
    explained: BigInt(row.explained),
    blockHash: block_hash,
  }))
}

/** Identities that do not hold as of the newest check. */
export async function failingIdentities(snapshot: Snapshot, network: string): Promise<number> {
  const [row] = await snapshot.rows<{ n: number }>(
    `select count(*)::int as n from (
       select distinct on (name) holds from identity_check where network = $1 order by name, block desc) newest
     where not holds`,
    [network],
  )
  return row!.n
}
