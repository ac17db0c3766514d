import * as erc20 from '../../abi/erc20'
import type { Node } from '../../chain/node'
import type { Profile } from '../../config/profile'
import { ZERO_ADDRESS } from '../../economics/units'
import { orUnknown } from '../bounded'
import { hex } from '../contract'
import { type Line, refuse } from '../line'
import { supplyAt } from './start'

const TRANSFER = erc20.events.Transfer.topic
const NOBODY = `0x${ZERO_ADDRESS.slice(2).padStart(64, '0')}`

/**
 * A ledger of `Transfer`s has the supply that they tell. Looked at in the first block, before which there is no token:
 * what it holds then was issued there.
 */
export async function issuanceLines(profile: Profile, node: Node): Promise<Line[]> {
  const { startBlock, token } = profile
  const block = hex(startBlock)
  const filter = { address: token.address, fromBlock: block, toBlock: block, topics: [TRANSFER, NOBODY] }
  const [supply, logs] = await Promise.all([
    supplyAt(node, profile, startBlock),
    orUnknown(node.ask<readonly { data: string }[] | null>('eth_getLogs', [filter])),
  ])
  if (supply === undefined || !Array.isArray(logs)) return []
  const told = logs.reduce((sum, { data }) => sum + (data?.length === 66 ? BigInt(data) : 0n), 0n)
  if (told >= supply) return []
  return [
    refuse(
      'token.address',
      `a supply of ${supply} in block ${startBlock}, of which Transfers tell ${told}`,
      'a token whose supply its Transfers tell, and a node that has not pruned them',
      'the endpoint of an archive node, if the token has such Transfers; of one without, no figure would be right',
    ),
  ]
}
