import type { Client } from 'pg'
import * as erc20 from '../abi/erc20'
import { blocksOf, headNumber } from '../chain/blocks'
import { call, isRevert } from '../chain/calls'
import type { Node } from '../chain/node'
import { NodeError } from '../chain/nodeError'
import { isPruned } from '../chain/pruned'
import { isRateLimit } from '../chain/said'
import type { BlockNumber } from '../economics/units'
import { AssayError } from '../errors'
import type { Network } from '../indexer/network'
import { CallUntold } from './chainSide'

/** So long a comparison may be left out: a node that was started again has the state of older blocks no more. */
const LATE_MS = 600_000

/** Whether a node refuses to tell what contracts hold, and is neither away nor asked too often. */
export function isUntold(error: unknown): boolean {
  if (error instanceof NodeError) return error.refusal !== undefined && !isRateLimit(error)
  return isPrunedState(error) || error instanceof CallUntold
}

/** Whether it is the block whose state it does not keep. */
export function isOfState(error: unknown): boolean {
  return isPrunedState(error) || (error instanceof NodeError && error.refusal !== undefined && isPruned(error.refusal))
}

/**
 * Whether a comparison that the node refuses at a block is due: none was made lately, and the node refuses it too at the
 * newest final block. While history is being read, a node that does not keep the state of old blocks has that one.
 */
export async function isDue(db: Client, node: Node, network: Network, block: BlockNumber): Promise<boolean> {
  const { rows } = await db.query(
    `select 1 from reconciliation where network = $1 and checked_at > clock_timestamp() - $2 * interval '1 ms'`,
    [network.name, LATE_MS],
  )
  if (rows.length > 0) return false
  try {
    const [head, finalized] = await Promise.all([
      headNumber(node),
      blocksOf(node)
        .finalized()
        .catch(() => null),
    ])
    const newest = Math.min(head - network.profile.finalityConfirmation, finalized ?? head)
    return newest <= block || !(await tells(node, network, newest))
  } catch {
    return false
  }
}

async function tells(node: Node, network: Network, block: BlockNumber): Promise<boolean> {
  const { hash: blockHash } = await blocksOf(node).header(block)
  const what = { to: network.token, data: erc20.functions.totalSupply.encode({}) }
  try {
    const answer: unknown = await call(node, what, { blockHash })
    return typeof answer === 'string'
  } catch (error) {
    if (!isUntold(error)) throw error
    return error instanceof NodeError && error.refusal !== undefined && isRevert(error.refusal)
  }
}

function isPrunedState(error: unknown): boolean {
  return error instanceof AssayError && error.code === 'E-STATE-PRUNED'
}
