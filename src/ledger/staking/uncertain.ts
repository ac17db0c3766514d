import type { Profile } from '../../config/profile'
import type { BlockNumber } from '../../economics/units'
import type { Queryable } from '../../postgres/queryable'
import type { Owned } from './closings'

/** An unstake that could have closed several stakes of its owner. */
export interface UncertainUnstake extends Owned {
  /** id of its finding */
  readonly finding: string
  readonly block: BlockNumber
  readonly txHash: string
}

/**
 * The unstakes up to a block that could have closed several stakes, where the chain has not confirmed the one that the
 * ledger closed (domain.md §2, trap 4): stakes and claims of their owners may be those of another choice.
 */
export async function uncertainUnstakes(
  db: Queryable,
  { name }: Pick<Profile, 'name'>,
  to: BlockNumber,
  of: { readonly pool?: string; readonly owner?: string } = {},
): Promise<UncertainUnstake[]> {
  const { rows } = await db.query<UncertainUnstake>(
    `select f.id as finding, f.network, e.contract as pool, f.evidence->>'owner' as owner, f.block, f.tx_hash as "txHash"
     from finding f join event e on e.id = split_part(f.id, '-F-AMBIGUOUS-UNSTAKE-', 1)
     left join finding_evidence later on later.finding = f.id
     where f.network = $1 and f.code = 'F-AMBIGUOUS-UNSTAKE' and f.block <= $2
       and later.evidence->>'agrees' is distinct from 'true'
       and ($3::text is null or e.contract = $3) and ($4::text is null or f.evidence->>'owner' = $4)
     order by f.block, f.id`,
    [name, to, of.pool ?? null, of.owner ?? null],
  )
  return rows
}
