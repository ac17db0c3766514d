import type { Profile } from '../config/profile'
import type { Address, BaseUnits } from '../economics/units'
import type { Queryable } from '../postgres/queryable'

/** A network whose jobs are paid through a bill contract. */
export interface JobNetwork {
  readonly name: string
  readonly bill: Address
  readonly minimumNodeStake: BaseUnits
  readonly rpcUrl: string | undefined
}

/** Of all profiles, those with a bill contract. */
export function jobNetworks(profiles: readonly Profile[]): JobNetwork[] {
  return profiles.flatMap((profile) => {
    const bill = Object.values(profile.contracts).find((each) => each.kind === 'dgrid-bill')
    if (bill === undefined) return []
    const { name, rpcUrl, minimumNodeStake = 0n } = profile
    return [{ name, bill: bill.address, minimumNodeStake, rpcUrl }]
  })
}

/** Last final block of a network, by its indexer's own cursor; -1 before it has one. */
export async function finalBlock(db: Queryable, network: string): Promise<number> {
  const schema = `squid_${network.replaceAll('-', '_')}`
  if (!/^[a-z][a-z0-9_]*$/.test(schema)) throw new RangeError(`not a network name: ${network}`)
  const known = await db.query<{ there: boolean }>('select to_regclass($1) is not null as there', [`${schema}.status`])
  if (!known.rows[0]!.there) return -1
  const { rows } = await db.query<{ height: number }>(`select height from ${schema}.status where id = 0`)
  return rows[0]?.height ?? -1
}
