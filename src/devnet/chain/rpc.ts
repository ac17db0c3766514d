import { postAll, type Request } from '../../chain/post'
import { AssayError } from '../../errors'

/** Outcome of a call of a batch: its result, or the node's error message. */
export type RpcOutcome<T> = { readonly ok: true; readonly result: T } | { readonly ok: false; readonly message: string }

/** The node's JSON-RPC over HTTP, batches included. No retry and no deadline: the writer decides what a failure means. */
export class RpcClient {
  constructor(readonly url: string) {}

  /** @throws AssayError E-RPC when the node refuses or cannot be spoken to */
  async call<T>(method: string, ...params: readonly unknown[]): Promise<T> {
    return (await this.batch<T>([{ method, params }]))[0]!
  }

  /** Answers in the order of the calls; the node begins them in that order. @throws AssayError as `call` does */
  async batch<T>(calls: readonly Request[]): Promise<T[]> {
    const outcomes = await this.outcomes<T>(calls)
    return outcomes.map((outcome, at) => {
      if (outcome.ok) return outcome.result
      const { method } = calls[at]!
      throw new AssayError('E-RPC', `${method}: ${outcome.message}`, { details: { method } })
    })
  }

  async outcomes<T>(calls: readonly Request[]): Promise<RpcOutcome<T>[]> {
    if (calls.length === 0) return []
    const answers = await postAll(this.url, calls)
    return answers.map(({ error, result }) =>
      error ? { ok: false, message: error.message } : { ok: true, result: result as T },
    )
  }
}
