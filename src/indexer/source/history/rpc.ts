import { Batches } from '../../../chain/batches'
import type { Refusal } from '../../../chain/nodeError'
import { CallRefusal, Pace } from '../../../chain/pace'

/** A call of the node's JSON-RPC. */
export interface Call {
  readonly method: string
  readonly params: readonly unknown[]
}

/** A node as history reads it. A call is tried once: retries are decided by the readers, not by the transport. */
export interface HistoryRpc {
  /** Answers in the order of the calls. @throws whatever the transport throws; see faults.ts */
  batch(calls: readonly Call[]): Promise<unknown[]>
  /** the endpoint that is asked now, where there are several; see onOne.ts */
  pinned?(): HistoryRpc
  /** The endpoint of this error does not serve. @returns whether another one is asked from now on */
  leave?(error: unknown): Promise<boolean>
}

/** The part of the SDK's `RpcClient` we use; it speaks HTTP and WebSocket. */
export interface ChainClient {
  batchCall<R>(
    batch: { method: string; params?: unknown[] }[],
    options: {
      retryAttempts: number
      timeout: number
      /** in place of an answer that is an error */
      validateError: (error: Refusal) => R
    },
  ): Promise<R[]>
}

/** A range that takes a node longer is split. */
const CALL_TIMEOUT_MS = 20_000

/**
 * The SDK's client without its own endless retries: a range that is too wide must come back to be split. Batches that
 * the endpoint refuses become smaller, and its rate is kept.
 */
export function chainRpc(client: ChainClient, pace = new Pace()): HistoryRpc {
  const send = (calls: readonly Call[]) =>
    client.batchCall<unknown>(
      calls.map(({ method, params }) => ({ method, params: [...params] })),
      { retryAttempts: 0, timeout: CALL_TIMEOUT_MS, validateError: (error) => new CallRefusal(error) },
    )
  const batches = new Batches((calls: readonly Call[]) => pace.answers(calls, send))
  return { batch: (calls) => batches.answers(calls) }
}

/** Calls of one batch; providers admit 100 and more. */
const BATCH_CALLS = 100

/** Reads items in batches. A failed batch is retried alone: the more batches a range has, the likelier one fails. */
export async function inBatches<T, R>(
  items: readonly T[],
  read: (some: readonly T[]) => Promise<R[]>,
  size = BATCH_CALLS,
): Promise<R[]> {
  const results: R[] = []
  for (let from = 0; from < items.length; from += size)
    for (const result of await read(items.slice(from, from + size))) results.push(result)
  return results
}

export async function callOne(rpc: HistoryRpc, method: string, params: readonly unknown[]): Promise<unknown> {
  const [answer] = await rpc.batch([{ method, params }])
  return answer
}
