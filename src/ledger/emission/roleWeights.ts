import type { Role } from '../../economics/emission/shares'
import { byAccount } from '../../economics/rewards/participants'
import type { Weighted } from '../../economics/rewards/split'
import type { BlockNumber } from '../../economics/units'
import type { Queryable } from '../../postgres/queryable'
import { type EmissionsOf, subjectOf } from './emissions'

/** Weight of an account in a role's part of a domain's emission. */
interface RoleWeight {
  readonly domainId: string
  readonly role: Role
  readonly account: string
  readonly weight: string
}

type OfEpoch = { readonly epoch: number }

/** Work of miners and validators, as the chain reported it for an epoch. */
export async function readWork(db: Queryable, network: string, of: EmissionsOf): Promise<(RoleWeight & OfEpoch)[]> {
  const { rows } = await db.query<RoleWeight & OfEpoch>(
    `select epoch, domain_id::text as "domainId", role, account, units::text as weight from epoch_work
     where network = $1 and ${'epoch' in of ? 'epoch' : 'domain_id'} = $2`,
    [network, subjectOf(of)],
  )
  return rows
}

/**
 * Gross revenue that models routed to a domain within an epoch, by the model's owner: null for a model nobody minted.
 * @param block the last that counts; all of them unless given
 */
export async function readRevenue(
  db: Queryable,
  network: string,
  of: EmissionsOf,
  block?: BlockNumber,
): Promise<(Omit<RoleWeight, 'account'> & OfEpoch & { readonly account: string | null })[]> {
  const { rows } = await db.query(
    `select ep.epoch, r.domain_id::text as "domainId", 'modelOwners' as role, m.owner as account,
       sum(r.gross)::text as weight
     from epoch ep
     join revenue_route r on r.network = ep.network and r.block_time >= ep.start_time and r.block_time < ep.end_time
     left join model m on m.network = r.network and m.model_id = r.model_id
     where ep.network = $1 and ${'epoch' in of ? 'ep.epoch' : 'r.domain_id'} = $2 and ($3::int is null or r.block <= $3)
     group by ep.epoch, r.domain_id, m.owner`,
    [network, subjectOf(of), block ?? null],
  )
  return rows
}

/** Stakes in force at a block, in every domain. */
export async function stakesAt(db: Queryable, network: string, block: BlockNumber): Promise<RoleWeight[]> {
  const { rows } = await db.query<RoleWeight>(
    `select domain_id::text as "domainId", 'stakers' as role, staker as account, stake::text as weight from (
       select distinct on (domain_id, staker) domain_id, staker, stake from domain_stake
        where network = $1 and from_block <= $2 order by domain_id, staker, from_block desc, id desc) standing
     where stake > 0`,
    [network, block],
  )
  return rows
}

/** By account, in one order, whatever order the rows came in; a model without an owner weighs nothing. */
export function weighted(rows: readonly { account: string | null; weight: string }[] = []): Weighted[] {
  const parts = rows.flatMap(({ account, weight }) =>
    account === null ? [] : [{ account, key: account, part: { weight: BigInt(weight) } }],
  )
  return byAccount(parts).map(({ account, weight }) => ({ account, weight }))
}
