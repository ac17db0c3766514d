import type { Client } from 'pg'
import * as erc20 from '../abi/erc20'
import { blocksOf } from '../chain/blocks'
import { call } from '../chain/calls'
import type { Node } from '../chain/node'
import type { SupplyCause } from '../economics/drift'
import { supplyFigures } from '../economics/supply'
import type { BaseUnits, BlockNumber, Hash } from '../economics/units'
import type { Network } from '../indexer/network'
import { balancesAt, supplyRules } from '../ledger/supply'

interface FirstBlock {
  readonly number: BlockNumber
  readonly hash: Hash
  readonly time: number
}

/**
 * Why totalSupply() is not what Transfers tell, by how both begin: alike in the first block of ours, it has moved since;
 * there before the first block that is read, Transfers are missing; else it was never told. undefined where the node
 * keeps no state so old.
 */
export async function supplyCauseOf(db: Client, node: Node, network: Network): Promise<SupplyCause | undefined> {
  const { profile } = network
  const { rows } = await db.query<FirstBlock>(
    'select number, hash, time from block where network = $1 order by number limit 1',
    [profile.name],
  )
  const [first] = rows
  if (first !== undefined) {
    const [there, balances] = await Promise.all([
      supplyAt(node, network, first.hash),
      balancesAt(db, profile, first.number),
    ])
    if (there === undefined) return undefined
    if (there === supplyFigures(balances, supplyRules(profile), first.time).total) return 'rebasing'
  }
  if (profile.startBlock === 0) return 'silent issue'
  const before = await supplyBefore(node, network, profile.startBlock)
  return before === undefined ? undefined : before > 0n ? 'late start' : 'silent issue'
}

async function supplyBefore(node: Node, network: Network, block: BlockNumber): Promise<BaseUnits | undefined> {
  const header = await blocksOf(node)
    .header(block - 1)
    .catch(() => undefined)
  return header && supplyAt(node, network, header.hash)
}

/** undefined where the node does not say; 0 where there is no token yet. */
async function supplyAt(node: Node, { token }: Network, blockHash: Hash): Promise<BaseUnits | undefined> {
  const answer = call(node, { to: token, data: erc20.functions.totalSupply.encode({}) }, { blockHash })
  return answer.then(
    (amount) => (amount === '0x' ? 0n : BigInt(amount)),
    () => undefined,
  )
}
