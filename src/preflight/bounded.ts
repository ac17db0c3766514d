import type { Node } from '../chain/node'
import { NodeError } from '../chain/nodeError'
import { AssayError } from '../errors'

export interface Bounds {
  readonly requests: number
  readonly ms: number
  /** at once: what a provider's cheapest plan takes without a complaint */
  readonly inFlight: number
}

/** The node, for so many questions and so long; whatever is asked beyond that has no answer. */
export function bounded(node: Node, { requests, ms, inFlight }: Bounds): Node {
  const until = Date.now() + ms
  const waiting: (() => void)[] = []
  let left = requests
  let running = 0
  const turn = async () => {
    if (running++ >= inFlight) await new Promise<void>((resolve) => waiting.push(resolve))
  }
  return {
    async ask<T>(method: string, params: readonly unknown[]): Promise<T> {
      await turn()
      try {
        if (left-- <= 0 || Date.now() > until) throw outOfTime(method)
        return await node.ask<T>(method, params)
      } finally {
        running--
        waiting.shift()?.()
      }
    },
  }
}

function outOfTime(method: string): NodeError {
  return new NodeError('preflight', method, { reason: 'it has asked enough' })
}

/** undefined: the node does not say, for whatever reason of its own. */
export async function orUnknown<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer
  } catch (error) {
    if (error instanceof AssayError) return undefined
    throw error
  }
}
