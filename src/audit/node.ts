import { createClient, http, webSocket } from 'viem'
import { type Env, rpcFromEnv } from '../config/env'
import type { Profile } from '../config/profile'
import { AssayError } from '../errors'
import { isPruned, pruned } from './pruned'

/** Providers refuse batches above a hundred or so; a network has a few dozen named accounts. */
const BATCH_SIZE = 50

/** A provider answers calls in well under a second; a stuck one is asked again at the next round. */
const REQUEST_TIMEOUT_MS = 10_000

/** What the audit asks of a node. Requests made together travel in one batch. */
export interface Node {
  /**
   * @throws AssayError E-RPC, retryable, when there is no answer or the node refuses; E-STATE-PRUNED when it says that it
   * no longer keeps what is asked
   */
  ask<T>(method: string, params: readonly unknown[]): Promise<T>
}

/** @param url http(s) or ws(s). It may carry a key, so errors never repeat it. */
export function rpcNode(url: string): Node {
  const options = { timeout: REQUEST_TIMEOUT_MS, retryCount: 0 }
  const transport = url.startsWith('ws')
    ? webSocket(url, options)
    : http(url, { ...options, batch: { batchSize: BATCH_SIZE } })
  const client = createClient({ transport })
  return {
    async ask<T>(method: string, params: readonly unknown[]): Promise<T> {
      try {
        return (await client.request({ method, params } as never)) as T
      } catch (error) {
        if (isPruned(error)) throw pruned(method)
        throw new AssayError('E-RPC', `the node did not answer ${method}: ${(error as Error).name}`, {
          next: 'Check that the RPC endpoint of the network answers (assay doctor).',
          retryable: true,
        })
      }
    },
  }
}

/** A network's node. HTTP before WebSocket: only HTTP carries a batch in one request. */
export function nodeOf(env: Env, profile: Profile): Node {
  const url = rpcFromEnv(profile.name, env.variables).http ?? profile.rpcUrl
  if (url !== undefined) return rpcNode(url)
  const missing = new AssayError('E-RPC', `network ${profile.name} has no RPC endpoint`, {
    next: `Set RPC_${profile.name.toUpperCase().replaceAll('-', '_')}_HTTP, or rpc in its profile.`,
  })
  return { ask: () => Promise.reject(missing) }
}
