import { AssayError } from '../errors'
import { saidBy } from './saidBy'

/** EIP-4444: pruned history is unavailable. */
const PRUNED = 4_444

/**
 * How clients say that the state of an old block is gone: geth and bor (missing trie node, historical state … is not
 * available, required historical state unavailable), erigon and reth (pruned; state at block … is pruned), nethermind
 * (no state available, pruned), besu (world state unavailable), anvil and providers (archive).
 */
const SAID =
  /missing trie node|prun|(historical|world)? ?state .*(un|not )available|state unavailable|no state available|archive (node|data|state|access)/i

/** Whether a node answered that it no longer keeps what was asked. */
export function isPruned(error: unknown): boolean {
  const said = saidBy(error)
  return said !== undefined && (said.code === PRUNED || SAID.test(said.message))
}

/** Asking again is of no use: only another node knows. */
export function pruned(method: string): AssayError {
  return new AssayError('E-STATE-PRUNED', `the node no longer keeps what ${method} asks`, {
    next: 'Name an archive node for this network.',
  })
}
