import { AssayError } from '../../errors'
import { MAX_SUBSCRIPTIONS } from '../limits'

/** Counts the open subscriptions of a server, over all its topics. */
export class Seats {
  private taken = 0

  get open(): number {
    return this.taken
  }

  /** @throws AssayError E-TOO-MANY-SUBSCRIPTIONS */
  take(): void {
    if (this.taken >= MAX_SUBSCRIPTIONS) {
      throw new AssayError('E-TOO-MANY-SUBSCRIPTIONS', `the server has ${MAX_SUBSCRIPTIONS} subscriptions open`, {
        next: 'Try again later, or poll.',
        retryable: true,
      })
    }
    this.taken += 1
  }

  leave(): void {
    this.taken -= 1
  }
}
