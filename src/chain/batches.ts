import { readRefusal } from './nodeError'
import { NO_ANSWER } from './post'
import { isAboutBatch, isRateLimit, saidBy } from './said'

/** JSON-RPC: what was sent is no valid request; a list may be what is not valid. */
const INVALID_REQUEST = -32_600
/** Statuses of a door that is shut, of a rate and of a time-out: no smaller batch mends them. */
const NOT_OF_SIZE: ReadonlySet<number> = new Set([401, 402, 407, 408, 429])
/** What transports name an answer that is no list of answers. */
const NO_LIST = /^(?:RpcProtocolError|WholeRefusal)$/
/** A batch that passes in halves so often, and never whole meanwhile, is too large; a hiccup is over sooner. */
const HICCUPS = 3

/** One error in answer to a whole batch, or to a request that was not even read, as the endpoint wrote it. */
export class WholeRefusal extends Error {
  override readonly name = 'WholeRefusal'
  /** 0 where it gives none */
  readonly code: number
  readonly data: unknown

  constructor(readonly written: unknown) {
    const { code, message, data } = readRefusal(written)
    super(message)
    this.code = code
    this.data = data
  }
}

/**
 * Calls in batches no larger than the endpoint takes. One that is refused as a whole is halved, down to single requests,
 * which every endpoint takes; the size that passed is kept, since a plan does not change while a process runs.
 */
export class Batches<C, A> {
  private size = Number.POSITIVE_INFINITY
  /** batches that passed in halves, for a reason that may pass too, since one of their size passed whole */
  private doubtful = { times: 0, size: 0 }

  /** @param send answers in the order of the calls */
  constructor(private readonly send: (calls: readonly C[]) => Promise<A[]>) {}

  /** @throws what `send` does */
  async answers(calls: readonly C[]): Promise<A[]> {
    if (calls.length > this.size) return this.inParts(calls, this.size)
    try {
      const answers = await this.send(calls)
      if (calls.length >= this.doubtful.size) this.doubtful = { times: 0, size: 0 }
      return answers
    } catch (error) {
      const why = refusalOfBatch(error)
      if (calls.length === 1 || why === undefined) throw error
      const half = Math.ceil(calls.length / 2)
      // The first half alone: where a call is at fault and not their number, its own error comes back soon.
      const first = await this.answers(calls.slice(0, half))
      const answers = [...first, ...(await this.answers(calls.slice(half)))]
      this.doubtful = { times: this.doubtful.times + 1, size: calls.length }
      if (why === 'size' || this.doubtful.times >= HICCUPS) this.size = Math.min(this.size, half)
      return answers
    }
  }

  private async inParts(calls: readonly C[], size: number): Promise<A[]> {
    const parts: Promise<A[]>[] = []
    for (let at = 0; at < calls.length; at += size) parts.push(this.answers(calls.slice(at, at + size)))
    return (await Promise.all(parts)).flat()
  }
}

/** Whether a smaller batch may pass where this one did not; `perhaps`: its words do not say so. */
function refusalOfBatch(error: unknown): 'size' | 'perhaps' | undefined {
  const { status = 0, code } = saidBy(error)
  const { name, message } = error as Error
  if (isAboutBatch(error) || code === INVALID_REQUEST) return 'size'
  if (isRateLimit(error)) return undefined
  if (NO_LIST.test(name) || message.includes(NO_ANSWER)) return 'size'
  if (status >= 400 && status < 500) return NOT_OF_SIZE.has(status) ? undefined : 'size'
  // Gateways answer what is too much for the node behind them by a status of their own, and nodes call by call.
  return status >= 500 || name === 'CallRefusal' ? 'perhaps' : undefined
}
