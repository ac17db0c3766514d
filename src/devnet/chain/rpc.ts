import { AssayError } from '../../errors'

export interface RpcCall {
  readonly method: string
  readonly params: readonly unknown[]
}

interface RpcAnswer {
  readonly id: number
  readonly result?: unknown
  readonly error?: { readonly code: number; readonly message: string; readonly data?: unknown }
}

/** What a call of a batch came to: a result, or the node's words of refusal. */
export type RpcOutcome<T> = { readonly ok: true; readonly result: T } | { readonly ok: false; readonly message: string }

/** The node's JSON-RPC over HTTP, batches included. No retry: the writer decides what a failure means. */
export class RpcClient {
  #lastId = 0

  constructor(readonly url: string) {}

  /** @throws AssayError E-RPC when the node refuses, E-RPC-UNREACHABLE when it cannot be spoken to */
  async call<T>(method: string, ...params: readonly unknown[]): Promise<T> {
    const [outcome] = await this.outcomes<T>([{ method, params }])
    return demand(outcome!, method)
  }

  /** Answers in the order of the calls; the node begins them in that order. @throws AssayError as `call` does */
  async batch<T>(calls: readonly RpcCall[]): Promise<T[]> {
    const outcomes = await this.outcomes<T>(calls)
    return outcomes.map((outcome, at) => demand(outcome, calls[at]!.method))
  }

  async outcomes<T>(calls: readonly RpcCall[]): Promise<RpcOutcome<T>[]> {
    if (calls.length === 0) return []
    const first = this.#lastId + 1
    const answers = JSON.parse(await this.text(calls)) as RpcAnswer | RpcAnswer[]
    const outcomes = new Array<RpcOutcome<T>>(calls.length)
    for (const answer of Array.isArray(answers) ? answers : [answers]) {
      outcomes[answer.id - first] = answer.error
        ? { ok: false, message: answer.error.message }
        : { ok: true, result: answer.result as T }
    }
    return outcomes
  }

  /** The raw answer, for answers of megabytes of which one word matters. */
  async text(calls: readonly RpcCall[]): Promise<string> {
    const body = calls.map((call) => ({ jsonrpc: '2.0', id: ++this.#lastId, ...call }))
    try {
      const response = await fetch(this.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
      return await response.text()
    } catch (cause) {
      throw new AssayError('E-RPC-UNREACHABLE', `the chain node at ${this.url} does not answer`, {
        next: 'Start it again with `assay up`; the chain is rebuilt from its journal.',
        cause,
        retryable: true,
      })
    }
  }
}

function demand<T>(outcome: RpcOutcome<T> | undefined, method: string): T {
  if (outcome?.ok) return outcome.result
  throw new AssayError('E-RPC', `${method}: ${outcome?.message ?? 'no answer'}`, { details: { method } })
}
