import { redact } from './process/redaction'

/** What codes of a projector's alarms begin with: indexer and projector share a table, and each takes back its own. */
export const PROJECTION_ALARM = 'E-PROJECTION'
/** A node has another chain than was indexed. */
export const OTHER_CHAIN = 'E-CHAIN-OTHER'
/** A node does not tell what contracts hold, so that nobody can say whether the figures are true. */
export const NOT_COMPARED = 'E-NOT-COMPARED'
/** A check of the daily audit fails; only an audit ends it. */
export const AUDIT_FAILED = 'E-AUDIT-FAILED'
/** Alarms of the audit, while figures are known to be wrong or cannot be compared: an indexer that starts ends none of them. */
export const AUDIT_ALARMS = ['E-UNTRUSTED', OTHER_CHAIN, NOT_COMPARED, AUDIT_FAILED] as const

/** An error a person can act on: a stable code, what happened, and what to do next. */
export class AssayError extends Error {
  override readonly name = 'AssayError'
  /** Whether doing the same again may succeed without anyone changing anything. */
  readonly retryable: boolean
  /** What to do next, one sentence. */
  readonly next: string | undefined
  /** Evidence for the person who looks into it; never secrets. */
  readonly details: Readonly<Record<string, unknown>>

  /** @param code stable, `E-` and upper-case words, e.g. `E-PROFILE` */
  constructor(
    readonly code: `E-${string}`,
    message: string,
    options: { next?: string; details?: Record<string, unknown>; cause?: unknown; retryable?: boolean } = {},
  ) {
    // Messages quote what libraries say, and those quote the address they asked, key and all.
    super(redact(message), options.cause === undefined ? undefined : { cause: options.cause })
    this.next = options.next === undefined ? undefined : redact(options.next)
    this.details = options.details ?? {}
    this.retryable = options.retryable ?? false
  }
}
