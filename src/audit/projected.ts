import type { Client } from 'pg'
import type { BaseUnits } from '../economics/units'
import type { Network } from '../indexer/network'

/** What projections say a class holds, as of a block; null where the network has no such contract. */
export interface Projected {
  readonly openEscrow: BaseUnits | null
  readonly nodeStakes: BaseUnits | null
  readonly domainStakes: BaseUnits | null
}

const openEscrow = `
  select coalesce(sum(escrow), 0) as amount from bill
   where network = $1 and opened_block <= $2 and (settled_block is null or settled_block > $2)`
const nodeStakes = `
  select coalesce(sum(stake), 0) as amount from (
    select distinct on (node) stake from node_version where network = $1 and from_block <= $2
     order by node, from_block desc) standing`
const domainStakes = `
  select coalesce(sum(stake), 0) as amount from (
    select distinct on (domain_id, staker) stake from domain_stake where network = $1 and from_block <= $2
     order by domain_id, staker, from_block desc, id desc) standing`

/** Read in the caller's snapshot. */
export async function readProjected(db: Client, network: Network, block: number): Promise<Projected> {
  const kinds = new Set(network.contracts.values())
  const amount = async (sql: string): Promise<BaseUnits> => {
    const { rows } = await db.query<{ amount: string }>(sql, [network.name, block])
    return BigInt(rows[0]!.amount)
  }
  return {
    openEscrow: kinds.has('dgrid-bill') ? await amount(openEscrow) : null,
    nodeStakes: kinds.has('dgrid-nodes') ? await amount(nodeStakes) : null,
    domainStakes: kinds.has('deepnode-emissions') ? await amount(domainStakes) : null,
  }
}
