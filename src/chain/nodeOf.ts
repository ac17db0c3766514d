import type { Profile } from '../config/profile'
import { rpcPrefix } from '../config/settingKind'
import { AssayError } from '../errors'
import { type Node, type NodeOptions, openNode } from './node'

/** A network's node. One without an endpoint refuses every question, E-RPC, and keeps nobody else from theirs. */
export function nodeOf({ name, rpcUrl }: Profile, options: NodeOptions): Node {
  if (rpcUrl !== undefined) return openNode(rpcUrl, options)
  const missing = new AssayError('E-RPC', `network ${name} has no RPC endpoint`, {
    next: `Set ${rpcPrefix(name)}_HTTP, or rpc in its profile.`,
  })
  return { ask: () => Promise.reject(missing) }
}
