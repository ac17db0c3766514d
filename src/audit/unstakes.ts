import type { Client } from 'pg'
import { call } from '../chain/calls'
import type { Node } from '../chain/node'
import { pruned } from '../chain/pruned'
import type { Address, BlockNumber, Hash } from '../economics/units'
import { AssayError } from '../errors'
import type { Network } from '../indexer/network'
import { userStakes, withdrawnBetween } from '../protocols/destra-pool/views'

/** Findings asked about in one round: two calls each, of which a node answers hundreds a second. */
export const PER_ROUND = 20

interface Ambiguous {
  readonly finding: string
  readonly block: BlockNumber
  readonly blockHash: Hash
  readonly contract: Address
  readonly owner: Address
  /** stake index that the indexer closed for want of a better one */
  readonly closed: number
}

/**
 * The last resort of trap 4: for every unstake that the log alone could not resolve, the difference of `getUserStakes`
 * around its final block, appended to the finding as evidence. Positions are not touched: a replay of the log has no
 * node to ask. A finding whose state the node has pruned stays undecided, with that as its evidence, and holds up no
 * other; it is tried again once its row in finding_evidence is deleted.
 * @param from first block whose findings are looked at: what lies before it has been
 * @returns how many findings got evidence; PER_ROUND when more may wait
 * @throws AssayError E-RPC (retryable), when every finding that could be asked about was
 */
export async function explainUnstakes(
  db: Client,
  node: Node,
  network: Network,
  final: BlockNumber,
  from = 0,
): Promise<number> {
  let explained = 0
  let failed: unknown
  const waiting = await unexplained(db, network, { from, final })
  for (const each of waiting) {
    const evidence = await evidenceOf(node, network, each).catch((error: unknown) => {
      // A node that refuses one question may answer the next; one that is away fails them all.
      failed ??= error
      return null
    })
    if (evidence === null) continue
    await keep(db, network, each, evidence)
    explained++
  }
  if (failed !== undefined) throw failed
  return explained
}

async function evidenceOf(node: Node, network: Network, unstake: Ambiguous): Promise<object> {
  try {
    const withdrawn = await withdrawnIn(node, network, unstake)
    const agrees = `${withdrawn.includes(unstake.closed)}`
    return { withdrawn: withdrawn.join(','), closed: `${unstake.closed}`, agrees }
  } catch (error) {
    if (!(error instanceof AssayError && error.code === 'E-STATE-PRUNED')) throw error
    return { undecided: `${error.message} of block ${unstake.block}`, closed: `${unstake.closed}` }
  }
}

async function keep(db: Client, network: Network, { finding, block, blockHash }: Ambiguous, evidence: object) {
  await db.query(
    `insert into finding_evidence (finding, network, block, block_hash, evidence) values ($1, $2, $3, $4, $5)
     on conflict (finding) do nothing`,
    [finding, network.name, block, blockHash, evidence],
  )
}

interface Range {
  readonly from: BlockNumber
  readonly final: BlockNumber
}

async function unexplained(db: Client, network: Network, { from, final }: Range): Promise<Ambiguous[]> {
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
      where f.network = $1 and f.code = 'F-AMBIGUOUS-UNSTAKE' and f.block >= $2 and f.block <= $3
        and not exists (select from finding_evidence x where x.finding = f.id)
      order by f.block limit $4`,
    [network.name, from, final, PER_ROUND],
  )
  return rows
}

/** Indexes of the owner's stakes that are withdrawn after the block and were not before it. */
async function withdrawnIn(node: Node, network: Network, { blockHash, contract, owner }: Ambiguous): Promise<number[]> {
  const { generation } = network.deployed.get(contract)!
  const header = await node.ask<{ parentHash: Hash } | null>('eth_getBlockByHash', [blockHash, false])
  // The block is final and the node's head is past it: the node has dropped it.
  if (header === null) throw pruned('eth_getBlockByHash')
  const data = userStakes[generation].encode({ user: owner })
  const at = (blockHash: Hash) => call(node, { to: contract, data }, { blockHash })
  const [before, after] = await Promise.all([at(header.parentHash), at(blockHash)])
  return withdrawnBetween(generation, before, after)
}
