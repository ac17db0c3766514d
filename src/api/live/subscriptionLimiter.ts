import { AssayError } from '../../errors'
import { MAX_SUBSCRIPTIONS, MAX_SUBSCRIPTIONS_PER_CLIENT } from '../limits'

/** Bounds the open subscriptions of a server, over all its topics, and those of each client. */
export class SubscriptionLimiter {
  /** open now */
  open = 0
  private readonly byClient = new Map<string, number>()

  /**
   * @param client whom the subscription counts for
   * @returns releases it, once: a second call changes nothing
   * @throws AssayError E-TOO-MANY-SUBSCRIPTIONS
   */
  acquire(client: string): () => void {
    const own = this.byClient.get(client) ?? 0
    if (this.open >= MAX_SUBSCRIPTIONS) throw tooMany(`the server has ${MAX_SUBSCRIPTIONS} subscriptions open`)
    if (own >= MAX_SUBSCRIPTIONS_PER_CLIENT)
      throw tooMany(`this client has ${MAX_SUBSCRIPTIONS_PER_CLIENT} subscriptions open`)
    this.open += 1
    this.byClient.set(client, own + 1)
    let held = true
    return () => {
      if (!held) return
      held = false
      this.open -= 1
      const left = this.byClient.get(client)! - 1
      if (left === 0) this.byClient.delete(client)
      else this.byClient.set(client, left)
    }
  }
}

function tooMany(message: string): AssayError {
  return new AssayError('E-TOO-MANY-SUBSCRIPTIONS', message, {
    next: 'Close one, try again later, or poll.',
    retryable: true,
  })
}
