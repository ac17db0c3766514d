import type { Client } from 'pg'
import * as pool from '../abi/destra-pool'
import * as firstPool from '../abi/destra-pool-gen1'
import * as secondPool from '../abi/destra-pool-gen2'
import type { Generation } from '../economics/pool/rules'
import type { Address, Hash } from '../economics/units'
import type { Network } from '../indexer/network'
import type { Node } from './node'

/** Findings asked about in one round: two calls each, of which a node answers hundreds a second. */
const PER_ROUND = 20

/** The view and its struct differ by generation; whether a stake is withdrawn is in all three. */
const views: Readonly<
  Record<Generation, typeof pool.functions.getUserStakes | typeof firstPool.functions.getUserStakes>
> = {
  1: firstPool.functions.getUserStakes,
  2: secondPool.functions.getUserStakes,
  3: pool.functions.getUserStakes,
}

interface Ambiguous {
  readonly finding: string
  readonly block: number
  readonly blockHash: Hash
  readonly contract: Address
  readonly owner: Address
  /** stake index that the indexer closed for want of a better one */
  readonly closed: number
}

/**
 * The last resort of trap 4: for every unstake that the log alone could not resolve, the difference of `getUserStakes`
 * around its final block, appended to the finding as evidence. Positions are not touched: a replay of the log has no
 * node to ask. @returns how many findings were answered
 * @throws AssayError E-RPC (retryable), also where the node no longer has the state of that block
 */
export async function explainUnstakes(db: Client, node: Node, network: Network, final: number): Promise<number> {
  const waiting = await unexplained(db, network, final)
  for (const each of waiting) {
    const withdrawn = await withdrawnIn(node, network, each)
    await db.query(
      `insert into finding_evidence (finding, network, block, block_hash, evidence) values ($1, $2, $3, $4, $5)
       on conflict (finding) do nothing`,
      [
        ...[each.finding, network.name, each.block, each.blockHash],
        { withdrawn: withdrawn.join(','), closed: `${each.closed}`, agrees: `${withdrawn.includes(each.closed)}` },
      ],
    )
  }
  return waiting.length
}

async function unexplained(db: Client, network: Network, final: number): Promise<Ambiguous[]> {
  const { rows } = await db.query<Ambiguous>(
    `select f.id as finding, e.block, e.block_hash as "blockHash", e.contract, p.owner, p.index as closed
       from finding f
       join event e on e.id = split_part(f.id, '-F-AMBIGUOUS-UNSTAKE-', 1)
       join lateral (
         select owner, index from position p
          where p.network = f.network and p.pool = e.contract and p.owner = lower(e.data->>'user')
            and p.closed_by = e.tx_hash and p.amount = (e.data->>'amount')::numeric
            and p.index = any(string_to_array(f.evidence->>'candidates', ',')::int[])
          order by index limit 1) p on true
      where f.network = $1 and f.code = 'F-AMBIGUOUS-UNSTAKE' and f.block <= $2
        and not exists (select from finding_evidence x where x.finding = f.id)
      order by f.block limit $3`,
    [network.name, final, PER_ROUND],
  )
  return rows
}

/** Indexes of the owner's stakes that are withdrawn after the block and were not before it. */
async function withdrawnIn(node: Node, network: Network, { blockHash, contract, owner }: Ambiguous): Promise<number[]> {
  const view = views[network.pools.get(contract)!]
  const header = await node.ask<{ parentHash: Hash }>('eth_getBlockByHash', [blockHash, false])
  const data = view.encode({ user: owner })
  const at = async (hash: Hash) =>
    view.decodeResult(await node.ask<string>('eth_call', [{ to: contract, data }, { blockHash: hash }]))
  const [before, after] = await Promise.all([at(header.parentHash), at(blockHash)])
  return after.flatMap(({ withdrawn }, index) => (withdrawn && before[index]?.withdrawn === false ? [index] : []))
}
