import { setTimeout as sleep } from 'node:timers/promises'
import { keepSecretUrl } from '../process/secrets'
import { inBatches } from './batch'
import { hostOf, NodeError, readRefusal } from './nodeError'
import { postAll, type Request } from './post'
import { isPruned, pruned } from './pruned'
import { isRateLimit } from './said'
import { socketOf } from './socket'

/** Limits of one room's requests. */
export interface NodeOptions {
  /** for one request and its whole answer */
  readonly timeoutMs: number
  /** how often a request is repeated that failed for a passing reason */
  readonly retries: number
  /** requests made together that travel in one HTTP request; unset: each travels alone, which every provider takes */
  readonly batchSize?: number
}

/** The node of a chain. */
export interface Node {
  /**
   * @throws NodeError E-RPC, retryable, when there is no answer or the node refuses
   * @throws AssayError E-STATE-PRUNED when it says that it no longer keeps what is asked
   */
  ask<T>(method: string, params: readonly unknown[]): Promise<T>
}

/** Doubled with each try: a busy node has a moment, and whoever waits for an answer loses less than a second. */
const FIRST_PAUSE_MS = 150
/** Most providers count by the second. */
const LONGEST_PAUSE_MS = 1_200
/** A rate limit is waited for longer than a hiccup, by whoever repeats at all: of the next requests some are admitted. */
const RATE_RETRIES = 4

/** JSON-RPC: above the node's limits for now, and an error inside of it. */
const PASSING_CODES: ReadonlySet<number> = new Set([-32_005, -32_603])
/** Statuses of gateways while the node behind them is busy or starting; 403 and 413 are rate limits of some providers. */
const PASSING_STATUS: ReadonlySet<number> = new Set([403, 408, 413, 429, 500, 502, 503, 504])

/** @param url http(s) or ws(s). It may carry a key: from here on no text names more of it than its host. */
export function openNode(url: string, { timeoutMs, retries, batchSize }: NodeOptions): Node {
  keepSecretUrl(url)
  const send = sender(url, timeoutMs, batchSize)
  const once = async (request: Request): Promise<unknown> => {
    const { error: written, result } = await send(request)
    if (!written && result !== undefined) return result
    const error = written && readRefusal(written)
    if (error && isPruned(error)) throw pruned(request.method)
    throw new NodeError(hostOf(url), request.method, error ?? { reason: 'neither result nor error' })
  }
  return {
    async ask<T>(method: string, params: readonly unknown[]): Promise<T> {
      for (let tries = 0; ; tries++)
        try {
          return (await once({ method, params })) as T
        } catch (error) {
          const rate = isRateLimit(error)
          if (tries >= (rate ? retries * RATE_RETRIES : retries) || !(error instanceof NodeError)) throw error
          if (!rate && !passes(error)) throw error
          // A provider's Retry-After may be an hour; the caller waits no longer than for one request.
          await sleep(
            Math.min(error.absence?.retryAfterMs ?? Math.min(FIRST_PAUSE_MS << tries, LONGEST_PAUSE_MS), timeoutMs),
          )
        }
    },
  }
}

function sender(url: string, timeoutMs: number, batchSize: number | undefined) {
  if (url.startsWith('ws')) {
    const socket = socketOf(url)
    return (request: Request) => socket.send(request, timeoutMs)
  }
  if (batchSize !== undefined) return inBatches(url, timeoutMs, batchSize)
  return async (request: Request) => (await postAll(url, [request], timeoutMs))[0]!
}

/** Whether the same question may have an answer a moment later. */
export function passes({ refusal, absence }: NodeError): boolean {
  if (refusal) return PASSING_CODES.has(refusal.code)
  return absence?.status === undefined || PASSING_STATUS.has(absence.status)
}
