import type { DomainShares } from '../../economics/emission/shares'
import type { Queryable } from '../../postgres/queryable'

/** The emissions of one epoch to every domain, or of every epoch to one domain. */
export type EmissionsOf = { readonly epoch: number } | { readonly domain: bigint }

/** What an epoch emitted to a domain. */
export interface Emission {
  readonly epoch: number
  readonly start: number
  readonly end: number
  readonly domainId: bigint
  readonly emitted: bigint
  /** it was minted in */
  readonly block: number
  /** that closed the epoch */
  readonly closedBlock: number
  /** of the domain, and its shares, in force when the emission was minted; null where it was never configured */
  readonly owner: string | null
  readonly shares: DomainShares | null
}

/** The `version` of a domain in force in the block that minted emission `e`. */
export const VERSION_IN_FORCE = `left join lateral (
       select * from domain_version where network = e.network and domain_id = e.domain_id and from_block <= e.block
       order by from_block desc, id desc limit 1) version on true`

/** By epoch and domain. */
export async function readEmissions(db: Queryable, network: string, of: EmissionsOf): Promise<Emission[]> {
  const { rows } = await db.query<EmissionRow>(
    `select e.epoch, ep.start_time as start, ep.end_time as end, e.domain_id, e.amount, e.block,
       ep.block as closed_block, version.owner, version.miners_bps, version.stakers_bps, version.validators_bps,
       version.domain_owner_bps, version.model_owners_bps
     from emission e
     join epoch ep on ep.network = e.network and ep.epoch = e.epoch
     ${VERSION_IN_FORCE}
     where e.network = $1 and ${'epoch' in of ? 'e.epoch' : 'e.domain_id'} = $2 order by e.epoch, e.domain_id`,
    [network, subjectOf(of)],
  )
  return rows.map((row) => ({
    epoch: row.epoch,
    start: row.start,
    end: row.end,
    domainId: BigInt(row.domain_id),
    emitted: BigInt(row.amount),
    block: row.block,
    closedBlock: row.closed_block,
    owner: row.owner,
    shares: row.owner === null ? null : sharesOf(row),
  }))
}

/** The parameter that an epoch or a domain is asked for with. */
export function subjectOf(of: EmissionsOf): number | string {
  return 'epoch' in of ? of.epoch : of.domain.toString()
}

interface EmissionRow extends SharesRow {
  readonly epoch: number
  readonly start: number
  readonly end: number
  readonly domain_id: string
  readonly amount: string
  readonly block: number
  readonly closed_block: number
  readonly owner: string | null
}

interface SharesRow {
  readonly miners_bps: number
  readonly stakers_bps: number
  readonly validators_bps: number
  readonly domain_owner_bps: number
  readonly model_owners_bps: number
}

function sharesOf(row: SharesRow): DomainShares {
  return {
    miners: row.miners_bps,
    stakers: row.stakers_bps,
    validators: row.validators_bps,
    domainOwner: row.domain_owner_bps,
    modelOwners: row.model_owners_bps,
  }
}
