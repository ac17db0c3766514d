import { rpcFromEnv } from '../config/env'
import type { Profile } from '../config/profile'
import { AssayError } from '../errors'
import { type Node, type NodeOptions, openNode } from './node'

/** Where a network's node is asked. HTTP before WebSocket: it takes batches, and no socket keeps a command from ending. */
export function endpointOf(profile: Profile, variables: NodeJS.ProcessEnv): string | undefined {
  return rpcFromEnv(profile.name, variables).http ?? profile.rpcUrl
}

/** A network's node. One without an endpoint refuses every question, E-RPC, and keeps nobody else from theirs. */
export function nodeOf(profile: Profile, variables: NodeJS.ProcessEnv, options: NodeOptions): Node {
  const url = endpointOf(profile, variables)
  if (url !== undefined) return openNode(url, options)
  const missing = new AssayError('E-RPC', `network ${profile.name} has no RPC endpoint`, {
    next: `Set RPC_${profile.name.toUpperCase().replaceAll('-', '_')}_HTTP, or rpc in its profile.`,
  })
  return { ask: () => Promise.reject(missing) }
}
