import type { Client } from 'pg'
import type { BaseUnits, BlockNumber } from '../economics/units'
import type { Network } from '../indexer/network'
import { restatedBy } from '../protocols'
import type { Restated } from '../protocols/restated'

/** Balance of a class by the rows of a contract kind, as of a block. */
export type Projected = Omit<Restated, 'sql'> & { readonly amount: BaseUnits }

/** Read in the caller's snapshot. */
export async function readProjected(db: Client, network: Network, block: BlockNumber): Promise<Projected[]> {
  const projected: Projected[] = []
  for (const { sql, ...restated } of restatedBy(network.contracts.values())) {
    const { rows } = await db.query<{ amount: string }>(sql, [network.name, block])
    projected.push({ ...restated, amount: BigInt(rows[0]!.amount) })
  }
  return projected
}
