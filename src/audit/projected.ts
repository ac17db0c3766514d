import type { Client } from 'pg'
import type { BaseUnits, Seconds } from '../economics/units'
import type { Network } from '../indexer/network'

/** Balances of classes by the projections, as of a block; null where the network has no such contract. */
export interface Projected {
  readonly openEscrow: BaseUnits | null
  readonly nodeStakes: BaseUnits | null
  readonly domainStakes: BaseUnits | null
}

/** Escrow after the block: bills opened by then that are open now, or were closed since. */
const openEscrow = `
  select coalesce(sum(escrow), 0) as amount from (
    select escrow from bill where network = $1 and status = 'open' and opened_block <= $2
    union all
    select escrow from bill
     where network = $1 and status in ('settled', 'refunded') and settled_time >= $3 and settled_block > $2
       and opened_block <= $2) standing`

/** The version in force of every node, by a loose index scan: one look-up each, however often it changed. */
const nodeStakes = `
  with recursive known as (
    (select node from node_version where network = $1 order by node limit 1)
    union all
    select next.node from known, lateral (
      select node from node_version where network = $1 and node > known.node order by node limit 1) next)
  select coalesce(sum(standing.stake), 0) as amount from known, lateral (
    select stake from node_version where network = $1 and node = known.node and from_block <= $2
     order by from_block desc limit 1) standing`

const domainStakes = `
  with recursive known as (
    (select domain_id, staker from domain_stake where network = $1 order by domain_id, staker limit 1)
    union all
    select next.domain_id, next.staker from known, lateral (
      select domain_id, staker from domain_stake
       where network = $1 and (domain_id, staker) > (known.domain_id, known.staker)
       order by domain_id, staker limit 1) next)
  select coalesce(sum(standing.stake), 0) as amount from known, lateral (
    select stake from domain_stake
     where network = $1 and domain_id = known.domain_id and staker = known.staker and from_block <= $2
     order by from_block desc, id desc limit 1) standing`

/** Read in the caller's snapshot. */
export async function readProjected(db: Client, network: Network, block: number): Promise<Projected> {
  const kinds = new Set(network.contracts.values())
  const amount = async (sql: string, more: unknown[] = []): Promise<BaseUnits> => {
    const { rows } = await db.query<{ amount: string }>(sql, [network.name, block, ...more])
    return BigInt(rows[0]!.amount)
  }
  return {
    openEscrow: kinds.has('dgrid-bill') ? await amount(openEscrow, [await timeAt(db, network, block)]) : null,
    nodeStakes: kinds.has('dgrid-nodes') ? await amount(nodeStakes) : null,
    domainStakes: kinds.has('deepnode-emissions') ? await amount(domainStakes) : null,
  }
}

/** Time of the newest indexed block at or before one: a bill settled after it has this time or a later one. */
async function timeAt(db: Client, network: Network, block: number): Promise<Seconds> {
  const { rows } = await db.query<{ time: Seconds }>(
    'select time from block where network = $1 and number <= $2 order by number desc limit 1',
    [network.name, block],
  )
  return rows[0]?.time ?? 0
}
