import type { ServerResponse } from 'node:http'
import { AssayError } from '../../errors'

/** Requests at work at once: three for each connection to Postgres, so that some are parsed or written while others wait. */
export const MAX_AT_WORK = 30
/** Requests that wait for their turn: at a thousand a second, as many as are answered in half a second. */
export const MAX_WAITING = 500

/**
 * Lets requests begin one in a turn of the event loop, and a bounded number at a time. A thousand that arrive in one
 * moment would otherwise all be parsed and executed before the next socket is looked at, that of /health among them.
 */
export class Admission {
  private atWork = 0
  private readonly waiting: (() => void)[] = []
  private isTurning = false

  /**
   * Resolves when it is this request's turn. Its place is free again when its answer is written, or streams.
   * @throws AssayError E-BUSY when too many wait
   */
  async enter(response: ServerResponse): Promise<void> {
    if (this.waiting.length >= MAX_WAITING) {
      throw new AssayError('E-BUSY', 'too many requests wait for their turn', {
        next: 'Try again in a moment.',
        retryable: true,
      })
    }
    await new Promise<void>((resolve) => {
      this.waiting.push(resolve)
      this.turn()
    })
    if (response.closed) return this.leave()
    let isIn = true
    const leave = () => {
      if (isIn) this.leave()
      isIn = false
    }
    // a subscription's stream is piped into its answer, and lasts; any other answer is complete when it is handed over
    for (const event of ['pipe', 'prefinish', 'close']) response.once(event, leave)
  }

  private leave(): void {
    this.atWork -= 1
    this.turn()
  }

  private turn(): void {
    if (this.isTurning || this.waiting.length === 0 || this.atWork >= MAX_AT_WORK) return
    this.isTurning = true
    setImmediate(() => {
      this.isTurning = false
      if (this.atWork < MAX_AT_WORK) {
        this.atWork += 1
        this.waiting.shift()!()
      }
      this.turn()
    })
  }
}
