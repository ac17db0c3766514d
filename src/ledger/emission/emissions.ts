import type { DomainShares } from '../../economics/emission/shares'
import type { TimeRange } from '../../economics/period'
import type { BaseUnits, BlockNumber } from '../../economics/units'
import type { Queryable } from '../../postgres/queryable'
import type { AsText } from '../asText'

/** The emissions of one epoch to every domain, or of every epoch to one domain. */
export type EmissionsOf = { readonly epoch: number } | { readonly domain: bigint }

/** Emission of an epoch to a domain. */
export interface Emission extends TimeRange {
  readonly epoch: number
  readonly domainId: bigint
  readonly emitted: BaseUnits
  /** the mint's */
  readonly block: BlockNumber
  /** of the event that closed the epoch */
  readonly closedBlock: BlockNumber
  /** the domain's owner and shares in force when the emission was minted; null where it was never configured */
  readonly owner: string | null
  readonly shares: DomainShares | null
}

/** The `version` of a domain in force in the block that minted emission `e`. */
export const VERSION_IN_FORCE = `left join lateral (
       select * from domain_version where network = e.network and domain_id = e.domain_id and from_block <= e.block
       order by from_block desc, id desc limit 1) version on true`

/** By epoch and domain. */
export async function readEmissions(db: Queryable, network: string, of: EmissionsOf): Promise<Emission[]> {
  const { rows } = await db.query<AsText<Emission>>(
    `select e.epoch, ep.start_time as start, ep.end_time as "end", e.domain_id as "domainId", e.amount as emitted, e.block,
       ep.block as "closedBlock", version.owner, case when version.id is not null then json_build_object(
         'miners', miners_bps, 'stakers', stakers_bps, 'validators', validators_bps, 'domainOwner', domain_owner_bps,
         'modelOwners', model_owners_bps) end as shares
     from emission e
     join epoch ep on ep.network = e.network and ep.epoch = e.epoch
     ${VERSION_IN_FORCE}
     where e.network = $1 and ${'epoch' in of ? 'e.epoch' : 'e.domain_id'} = $2 order by e.epoch, e.domain_id`,
    [network, subjectOf(of)],
  )
  return rows.map((row) => ({ ...row, domainId: BigInt(row.domainId), emitted: BigInt(row.emitted) }))
}

/** The SQL parameter of an epoch or a domain. */
export function subjectOf(of: EmissionsOf): number | string {
  return 'epoch' in of ? of.epoch : of.domain.toString()
}
