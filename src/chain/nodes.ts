import { AssayError } from '../errors'
import { type Node, type NodeOptions, openNode } from './node'
import { hostOf, NodeError } from './nodeError'
import { isRateLimit } from './said'

/** After so long without an answer the next question begins something new. */
const QUIET_MS = 5_000
/** How long another endpoint is asked before the preferred one is tried again. */
const AGAIN_MS = 60_000

/**
 * Several endpoints of a chain as one node: the first that serves. Where it fails in the middle of something, that fails
 * with it and is begun again by whoever asks: what belongs together is never answered by two.
 */
export function openNodes(
  urls: readonly string[],
  chainId: number,
  options: NodeOptions,
  now: () => number = () => performance.now(),
): Node {
  const nodes = urls.map((url) => openNode(url, options))
  const known = new Set([0])
  let at = 0
  let leftAt = 0
  let answeredAt = Number.NEGATIVE_INFINITY
  let answeredBy = 0

  /** The next endpoint, once it has said that it is of this chain. */
  const move = async (from: number) => {
    const next = (from + 1) % nodes.length
    if (!known.has(next)) await requireChain(nodes[next]!, hostOf(urls[next]!), chainId)
    known.add(next)
    if (at !== from) return
    at = next
    leftAt = now()
  }
  return {
    async ask<T>(method: string, params: readonly unknown[]): Promise<T> {
      for (let tries = 1; ; tries++) {
        const isQuiet = now() - answeredAt > QUIET_MS
        if (at !== 0 && isQuiet && now() - leftAt > AGAIN_MS) at = 0
        const asked = at
        try {
          const answer = await nodes[asked]!.ask<T>(method, params)
          answeredAt = now()
          answeredBy = asked
          return answer
        } catch (error) {
          if (!serves(error)) await move(asked).catch(() => undefined)
          // What others asked meanwhile, the next endpoint may have begun to answer already.
          const isBegun = now() - answeredAt <= QUIET_MS && answeredBy !== at
          if (serves(error) || at === asked || tries >= nodes.length || isBegun) throw error
        }
      }
    },
  }
}

/** Whether an endpoint that fails so is there, and would answer other questions. */
function serves(error: unknown): boolean {
  if (error instanceof NodeError) return error.refusal !== undefined && !isRateLimit(error.refusal)
  return !(error instanceof AssayError && error.code === 'E-STATE-PRUNED')
}

/** @throws AssayError E-RPC */
async function requireChain(node: Node, host: string, chainId: number): Promise<void> {
  const found = Number(await node.ask<string>('eth_chainId', []))
  if (found === chainId) return
  throw new AssayError('E-RPC', `${host} is of chain ${found}, not of ${chainId}: it is not asked`, {
    next: 'Take it out of the endpoints of the network.',
  })
}
