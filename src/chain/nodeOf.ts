import { endpointMissing } from '../config/endpointMissing'
import type { Profile } from '../config/profile'
import { type Node, type NodeOptions, openNode } from './node'

/** A network's node. One without an endpoint refuses every question, E-RPC, and keeps nobody else from theirs. */
export function nodeOf({ name, rpcUrl }: Profile, options: NodeOptions): Node {
  if (rpcUrl !== undefined) return openNode(rpcUrl, options)
  return { ask: () => Promise.reject(endpointMissing(name)) }
}
