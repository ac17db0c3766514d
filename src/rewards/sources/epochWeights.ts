import type { Period } from '../../economics/period'
import type { Queryable } from '../../postgres/queryable'

export interface WeightRow {
  readonly account: string
  readonly weight: string
}

interface RoleRow extends WeightRow {
  readonly domain_id: string
  readonly role: string
}

/** Weights of an epoch by `<domain> <role>`, each in one order; the domain's owner is no weight. @param block pinned */
export async function readWeights(
  db: Queryable,
  network: string,
  period: Period,
  block: number,
): Promise<ReadonlyMap<string, readonly WeightRow[]>> {
  const { rows } = await db.query<RoleRow>(
    `select domain_id::text, role, account, units::text as weight from epoch_work
      where network = $1 and epoch = $2
     union all
     select domain_id::text, 'stakers', staker, stake::text from (
       select distinct on (domain_id, staker) domain_id, staker, stake from domain_stake
        where network = $1 and from_block <= $3 order by domain_id, staker, from_block desc, id desc) standing
      where stake > 0
     union all
     select r.domain_id::text, 'modelOwners', m.owner, sum(r.gross)::text from revenue_route r
       join model m on m.network = r.network and m.model_id = r.model_id
      where r.network = $1 and r.block_time >= $4 and r.block_time < $5 and r.block <= $3
      group by r.domain_id, m.owner
     order by 1, 2, 3`,
    [network, Number(period.number), block, period.start, period.end],
  )
  const weights = new Map<string, WeightRow[]>()
  for (const { domain_id, role, account, weight } of rows) {
    const key = `${domain_id} ${role}`
    const known = weights.get(key)
    if (known) known.push({ account, weight })
    else weights.set(key, [{ account, weight }])
  }
  return weights
}
