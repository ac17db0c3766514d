import { AssayError } from '../../errors'
import { MAX_SUBSCRIPTIONS, MAX_SUBSCRIPTIONS_PER_CLIENT } from '../limits'

/** Counts the open subscriptions of a server, over all its topics, and those of each client. */
export class Seats {
  private taken = 0
  private readonly byClient = new Map<string, number>()

  get open(): number {
    return this.taken
  }

  /**
   * @param client whom the subscription counts for
   * @returns gives the seat back; a second call changes nothing
   * @throws AssayError E-TOO-MANY-SUBSCRIPTIONS
   */
  take(client: string): () => void {
    const own = this.byClient.get(client) ?? 0
    if (this.taken >= MAX_SUBSCRIPTIONS) throw tooMany(`the server has ${MAX_SUBSCRIPTIONS} subscriptions open`)
    if (own >= MAX_SUBSCRIPTIONS_PER_CLIENT)
      throw tooMany(`this client has ${MAX_SUBSCRIPTIONS_PER_CLIENT} subscriptions open`)
    this.taken += 1
    this.byClient.set(client, own + 1)
    let seated = true
    return () => {
      if (!seated) return
      seated = false
      this.taken -= 1
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
