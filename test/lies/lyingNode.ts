import type { Node } from '../../src/chain/node'
import type { EndpointLie } from './lie'

/** A node whose answers are changed; it may be asked what it would have said. */
export function lyingNode(node: Node, { method, answer }: EndpointLie, row: Readonly<Record<string, unknown>>): Node {
  return {
    async ask<T>(asked: string, params: readonly unknown[]): Promise<T> {
      const said = await node.ask<T>(asked, params)
      return asked === method ? (answer(structuredClone(said), params, row) as T) : said
    },
  }
}

/** Final blocks do not change: what a node said of them is asked once for all lies. */
export function rememberingNode(node: Node): Node {
  const said = new Map<string, Promise<unknown>>()
  return {
    ask<T>(method: string, params: readonly unknown[]): Promise<T> {
      const isLasting = /^eth_(getBlockByNumber|getLogs|getTransactionByHash|getBlockReceipts)$/.test(method)
      if (!isLasting || /latest|finalized/.test(JSON.stringify(params))) return node.ask<T>(method, params)
      const key = JSON.stringify([method, params])
      const answer = said.get(key) ?? node.ask(method, params)
      said.set(key, answer)
      answer.catch(() => said.delete(key))
      return answer as Promise<T>
    },
  }
}
