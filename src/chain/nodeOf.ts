import { endpointMissing } from '../config/endpointMissing'
import type { Profile } from '../config/profile'
import { type Node, type NodeOptions, openNode } from './node'

/** A network's node. Without an endpoint every request fails with E-RPC, so that other networks go on. */
export function nodeOf({ name, rpcUrl }: Profile, options: NodeOptions): Node {
  if (rpcUrl !== undefined) return openNode(rpcUrl, options)
  return { ask: () => Promise.reject(endpointMissing(name)) }
}
