import { AssayError } from '../errors'
import type { Refusal } from './nodeError'

/** EIP-4444: pruned history is unavailable. */
const PRUNED = 4_444

/**
 * How clients say that the state of an old block is gone: geth and bor (missing trie node, historical state … is not
 * available, required historical state unavailable), erigon and reth (pruned; state at block … is pruned), nethermind
 * (no state available, pruned), besu (world state unavailable), anvil and providers (archive).
 */
const SAID =
  /missing trie node|prun|(historical|world)? ?state .*(un|not )available|state unavailable|no state available|archive (node|data|state|access)/i

/** Whether a node refuses because it no longer keeps what is asked. */
export function isPruned({ code, message }: Refusal): boolean {
  return code === PRUNED || SAID.test(message)
}

/** Asking again is of no use: only another node knows. */
export function pruned(method: string): AssayError {
  return new AssayError('E-STATE-PRUNED', `the node no longer keeps what ${method} asks`, {
    next: 'Name an archive node for this network.',
  })
}
