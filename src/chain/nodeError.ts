import { AssayError } from '../errors'
import { REDACTED } from '../process/secrets'

/** A node's own error about a request. */
export interface Refusal {
  readonly code: number
  readonly message: string
  /** for a call that reverts: the contract's data, here or at `data.data` */
  readonly data?: unknown
}

/**
 * An error as endpoints write it: JSON-RPC's object, one without a code or whose code is a text, a text alone. 0 where it
 * gives no code.
 */
export function readRefusal(written: unknown): Refusal {
  const { code, message, data } = Object(written) as { code?: unknown; message?: unknown; data?: unknown }
  const text = typeof written === 'string' ? written : message
  const number = typeof code === 'string' ? Number.parseInt(code, 10) : code
  return {
    code: Number.isSafeInteger(number) ? (number as number) : 0,
    message: typeof text === 'string' ? text : (JSON.stringify(written) ?? 'an error without words'),
    ...(data !== undefined && { data }),
  }
}

/** Why there is no answer at all. */
interface Absence {
  readonly reason: string
  /** of the HTTP answer that came in place of one */
  readonly status?: number
  readonly retryAfterMs?: number
}

/** A node is away or refuses. Of its address the host alone is named: user, path and query may be a key. */
export class NodeError extends AssayError {
  readonly refusal: Refusal | undefined
  readonly absence: Absence | undefined

  constructor(host: string, method: string, why: Refusal | Absence) {
    const absence = 'reason' in why ? why : undefined
    const text = absence
      ? `the node at ${host} did not answer ${method}: ${absence.reason}`
      : `the node at ${host} refused ${method}: ${(why as Refusal).message}`
    super('E-RPC', text, {
      next: 'Check that the RPC endpoint of the network answers (assay doctor).',
      details: { host, method },
      retryable: true,
    })
    this.absence = absence
    this.refusal = absence ? undefined : (why as Refusal)
  }
}

export function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : REDACTED
}

/** The system's code of a failed connection, such as ECONNREFUSED; never its text, which quotes the address. */
export function absenceOf(error: unknown, timeoutMs: number | undefined): Absence {
  // A WebSocket tells its failure by an event.
  const { name, code, cause = (error as { error?: unknown }).error } = error as NodeJS.ErrnoException
  // Whatever is called off is so by the deadline alone.
  if (timeoutMs !== undefined && (name === 'TimeoutError' || name === 'AbortError'))
    return { reason: `nothing in ${timeoutMs / 1000} s` }
  const ofSystem = [(cause as NodeJS.ErrnoException | undefined)?.code, code].find((each) => typeof each === 'string')
  return { reason: ofSystem ?? name ?? 'the connection failed' }
}
