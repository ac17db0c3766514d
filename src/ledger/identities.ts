import type { Profile } from '../config/profile'
import { formulaOf } from '../economics/identity'
import type { BaseUnits, BlockNumber } from '../economics/units'
import type { Snapshot } from '../postgres/snapshot'
import type { AsText } from './asText'

/** An identity by the newest check at or before a block. */
export interface CheckedIdentity {
  readonly name: string
  readonly formula: string
  readonly holds: boolean
  readonly left: BaseUnits
  readonly right: BaseUnits
  readonly explained: BaseUnits
  /** of the first check with this result */
  readonly block: BlockNumber
  readonly blockHash: string
}

/** By name. Empty before the first reconciliation. */
export async function identitiesAt(
  snapshot: Snapshot,
  profile: Profile,
  block: BlockNumber,
): Promise<CheckedIdentity[]> {
  const rows = await snapshot.rows<AsText<Omit<CheckedIdentity, 'formula'>>>(
    `select distinct on (name) name, holds, "left"::text, "right"::text, explained::text, block, block_hash as "blockHash"
     from identity_check where network = $1 and block <= $2 order by name, block desc`,
    [profile.name, block],
  )
  return rows.map((row) => ({
    ...row,
    formula: formulaOf(row.name),
    left: BigInt(row.left),
    right: BigInt(row.right),
    explained: BigInt(row.explained),
  }))
}
