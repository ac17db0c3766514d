import { endpointMissing } from '../config/endpointMissing'
import type { Profile } from '../config/profile'
import { type Node, type NodeOptions, openNode } from './node'
import { openNodes } from './nodes'

type Endpoints = Pick<Profile, 'name' | 'chainId' | 'rpcUrl' | 'rpcUrls'>

/** A network's node. Without an endpoint every request fails with E-RPC, so that other networks go on. */
export function nodeOf({ name, chainId, rpcUrl, rpcUrls }: Endpoints, options: NodeOptions): Node {
  if (rpcUrls.length > 1) return openNodes(rpcUrls, chainId, options)
  if (rpcUrl !== undefined) return openNode(rpcUrl, options)
  return { ask: () => Promise.reject(endpointMissing(name)) }
}
