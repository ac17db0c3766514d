import { AssayError } from '../errors'
import {
  MAX_ANSWER_BYTES,
  MAX_HASHED_BYTES,
  MAX_READ_BYTES,
  MAX_REQUEST_COST,
  MAX_REQUEST_ROWS,
  MIN_LIST_COST_ROWS,
} from './limits'

/**
 * The budget of one HTTP request, shared by the operations of a batch: ten operations cost the server what one ten times
 * as long does. Exhausted, it refuses everything that follows, so that no query is made for a lost answer.
 */
export class RequestBudget {
  private rowsLeft = MAX_REQUEST_ROWS
  private readBytesLeft = MAX_READ_BYTES
  private hashedBytesLeft = MAX_HASHED_BYTES
  private answerBytesLeft = MAX_ANSWER_BYTES
  private costLeft = MAX_REQUEST_COST
  private introspections = 0
  private refusal: AssayError | undefined

  /** @throws AssayError what was exhausted first, if anything was */
  check(): void {
    if (this.refusal) throw this.refusal
  }

  /** Charges rows before they are read. @throws AssayError E-TOO-MANY-ROWS when the request's lists have too many */
  rows(count: number): void {
    this.check()
    this.rowsLeft -= Math.max(count, MIN_LIST_COST_ROWS)
    if (this.rowsLeft >= 0) return
    this.refuse('E-TOO-MANY-ROWS', `one request may ask for ${MAX_REQUEST_ROWS} rows over all its lists`, {
      next: 'Ask for smaller pages, or in several requests.',
      details: { field: 'first' },
    })
  }

  /** Charges the bytes of rows read, as text. @throws AssayError E-TOO-LARGE */
  read(bytes: number): void {
    this.check()
    this.readBytesLeft -= bytes
    if (this.readBytesLeft >= 0) return
    this.refuse('E-TOO-LARGE', `one request may read ${MAX_READ_BYTES} bytes of rows`, tooLarge)
  }

  /** Charges the bytes of files before they are hashed. @throws AssayError E-TOO-LARGE */
  hashed(bytes: number): void {
    this.check()
    this.hashedBytesLeft -= bytes
    if (this.hashedBytesLeft >= 0) return
    this.refuse('E-TOO-LARGE', `one request may have ${MAX_HASHED_BYTES} bytes of files hashed`, {
      next: 'Ask for the CIDs of fewer distributions at once; a larger folder’s is told by: assay rewards show ID',
      details: { field: 'cid' },
    })
  }

  /** @param fields that an operation may resolve at most. @throws AssayError E-LIMIT */
  cost(fields: number): void {
    this.check()
    this.costLeft -= fields
    if (this.costLeft >= 0) return
    this.refuse(
      'E-LIMIT',
      `one request may resolve ${MAX_REQUEST_COST} fields, its lists multiplied by their \`first\``,
      {
        next: 'Ask for smaller pages, fewer fields, or in several requests.',
        details: { field: 'first' },
      },
    )
  }

  /** @param schemas how often an operation asks for `__schema`. @throws AssayError E-LIMIT beyond the first */
  introspect(schemas: number): void {
    this.check()
    this.introspections += schemas
    if (this.introspections <= 1) return
    this.refuse('E-LIMIT', 'one request may ask for `__schema` once', {
      next: 'Ask for it once, without aliases: it is the same every time.',
      details: { field: '__schema' },
    })
  }

  /** Bytes that the answers of this request may still have. */
  get answerBytes(): number {
    return this.answerBytesLeft
  }

  /** For an answer, before it becomes text. @throws AssayError E-TOO-LARGE */
  answer(bytes: number): void {
    this.answerBytesLeft -= bytes
    if (this.answerBytesLeft >= 0) return
    this.refuse('E-TOO-LARGE', `the answer to one request may have ${MAX_ANSWER_BYTES} bytes`, tooLarge)
  }

  private refuse(code: `E-${string}`, message: string, options: { next: string; details: { field: string } }): never {
    this.refusal = new AssayError(code, message, options)
    throw this.refusal
  }
}

const tooLarge = {
  next: 'Ask for a smaller `first`, for fewer fields, or in several requests.',
  details: { field: 'first' },
}
