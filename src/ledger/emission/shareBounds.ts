import { type BoundsInForce, roles } from '../../economics/emission/shares'
import type { BlockNumber } from '../../economics/units'
import type { Queryable } from '../../postgres/queryable'

/** Governance's limits on shares in force at a block. */
export async function shareBoundsAt(db: Queryable, network: string, block: BlockNumber): Promise<BoundsInForce> {
  const { rows } = await db.query<{ name: string; value: string }>(
    `select distinct on (name) name, value from parameter
     where network = $1 and name ~ '^(floor|ceiling)Bps:[0-4]$' and from_block <= $2
     order by name, from_block desc, id desc`,
    [network, block],
  )
  const value = new Map(rows.map((row) => [row.name, Number(row.value)]))
  return Object.fromEntries(
    roles.map((role, at) => {
      const floorBps = value.get(`floorBps:${at}`) ?? 0
      return [role, { floorBps, ceilingBps: value.get(`ceilingBps:${at}`) ?? 10_000 }]
    }),
  )
}
