import type { ChainView } from './chainView'
import { blockJson, hex, type Json, logsJson, transactionJson } from './json'

export interface Call {
  readonly id: unknown
  readonly method: string
  readonly params?: readonly unknown[]
}

/** An error of JSON-RPC. */
export class RpcFault extends Error {
  constructor(
    readonly code: number,
    message: string,
  ) {
    super(message)
  }
}

interface LogFilter {
  readonly blockHash?: string
  readonly fromBlock?: string
  readonly toBlock?: string
  readonly address?: string | readonly string[]
  readonly topics?: readonly (string | readonly string[] | null)[]
}

/** What a sound node answers. @param head height of the machine that answers: it may lag behind the chain */
export function answer(view: ChainView, { method, params = [] }: Call, head: number): unknown {
  switch (method) {
    case 'eth_blockNumber':
      return hex(head)
    case 'eth_chainId':
      return hex(31_337)
    case 'net_version':
      return '31337'
    case 'eth_getBlockByNumber': {
      const block = view.at(heightOf(view, params[0], head))
      return block && block.number <= head ? blockJson(block, params[1] === true) : null
    }
    case 'eth_getBlockByHash': {
      const block = view.byHash(String(params[0]))
      return block && block.number <= head ? blockJson(block, params[1] === true) : null
    }
    case 'eth_getLogs':
      return getLogs(view, params[0] as LogFilter, head)
    case 'eth_getTransactionByHash':
      return transaction(view, String(params[0]))
    default:
      throw new RpcFault(-32601, `the method ${method} does not exist/is not available`)
  }
}

function heightOf(view: ChainView, tag: unknown, head: number): number {
  if (tag === 'latest' || tag === 'pending') return head
  if (tag === 'finalized' || tag === 'safe') return Math.min(view.final, head)
  if (tag === 'earliest') return 0
  return Number(tag)
}

function getLogs(view: ChainView, filter: LogFilter, head: number): Json[] {
  if (filter.blockHash !== undefined) {
    const block = view.byHash(filter.blockHash)
    if (!block || block.number > head) throw new RpcFault(-32000, 'unknown block')
    return logsJson(block).filter((log) => wanted(log, filter))
  }
  const from = heightOf(view, filter.fromBlock ?? 'latest', head)
  const to = Math.min(head, heightOf(view, filter.toBlock ?? 'latest', head))
  const found: Json[] = []
  for (let number = from; number <= to; number++)
    for (const log of logsJson(view.at(number)!)) if (wanted(log, filter)) found.push(log)
  return found
}

function wanted(log: Json, { address, topics }: LogFilter): boolean {
  const addresses = address === undefined ? undefined : [address].flat().map((each) => each.toLowerCase())
  if (addresses && !addresses.includes(String(log.address))) return false
  return (topics ?? []).every((topic, i) => topic === null || [topic].flat().includes((log.topics as string[])[i]!))
}

function transaction(view: ChainView, hash: string): Json | null {
  for (let number = view.tip.number; number >= 0; number--) {
    const block = view.at(number)!
    const index = block.transactions.findIndex((each) => each.hash === hash)
    if (index >= 0) return transactionJson(block, index)
  }
  return null
}
