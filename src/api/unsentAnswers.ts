import type { ServerResponse } from 'node:http'
import { AssayError } from '../errors'
import { ANSWER_DEADLINE_MS, MAX_UNSENT_BYTES, SMALL_ANSWER_BYTES } from './limits'

/** Bytes of answers that wait for their client to read them, over all connections: stalled readers share one bound. */
export class UnsentAnswers {
  private bytes = 0
  private readonly byResponse = new WeakMap<ServerResponse, { bytes: number }>()

  /**
   * Counts an answer until its response is closed; a client that has not read it in time is disconnected.
   * @throws AssayError E-BUSY when too much is waiting already, and this one is not small
   */
  hold(response: ServerResponse, bytes: number): void {
    if (bytes > SMALL_ANSWER_BYTES && this.bytes + bytes > MAX_UNSENT_BYTES) {
      throw new AssayError('E-BUSY', 'too many answers wait for their readers', {
        next: 'Try again in a moment.',
        retryable: true,
      })
    }
    this.bytes += bytes
    const held = this.byResponse.get(response)
    if (held) held.bytes += bytes
    else this.watch(response, { bytes })
  }

  private watch(response: ServerResponse, held: { bytes: number }): void {
    this.byResponse.set(response, held)
    const deadline = setTimeout(() => response.destroy(), ANSWER_DEADLINE_MS)
    response.once('close', () => {
      clearTimeout(deadline)
      this.bytes -= held.bytes
    })
  }
}
