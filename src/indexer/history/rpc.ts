/** A call of the node's JSON-RPC. */
export interface Call {
  readonly method: string
  readonly params: readonly unknown[]
}

/** What history needs of a node. A call is tried once: when to try again, and how, is decided here and not below. */
export interface HistoryRpc {
  /** Answers in the order of the calls. @throws whatever the transport throws; see faults.ts */
  batch(calls: readonly Call[]): Promise<unknown[]>
}

/** The part of the SDK's `RpcClient` we use; it speaks HTTP and WebSocket, and spaces requests out after a 429. */
export interface ChainClient {
  batchCall(
    batch: { method: string; params?: unknown[] }[],
    options: { retryAttempts: number; timeout: number },
  ): Promise<unknown[]>
}

/** A node that needs longer for one range will need less for half of it. */
const CALL_TIMEOUT_MS = 20_000

/** The SDK's client without its own endless retries: a range that is too wide must come back to be split. */
export function chainRpc(client: ChainClient): HistoryRpc {
  return {
    batch: (calls) =>
      client.batchCall(
        calls.map(({ method, params }) => ({ method, params: [...params] })),
        { retryAttempts: 0, timeout: CALL_TIMEOUT_MS },
      ),
  }
}

export async function callOne(rpc: HistoryRpc, method: string, params: readonly unknown[]): Promise<unknown> {
  const [answer] = await rpc.batch([{ method, params }])
  return answer
}
