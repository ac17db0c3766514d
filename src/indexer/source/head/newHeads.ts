import type { HeadSubscription } from './feed'

/** The part of the SDK's `RpcClient` that carries subscriptions. */
interface PushingClient {
  subscribe(subscription: {
    method: string
    params: unknown[]
    notification: string
    unsubscribe: string
    onMessage(message: unknown): void
    onError(error: Error): void
    resubscribeOnConnectionLoss: boolean
  }): unknown
  /** Closes a WebSocket; the next request opens another. */
  reset(): void
}

/** `newHeads` of a WebSocket endpoint. */
export function newHeads(client: PushingClient): HeadSubscription {
  return {
    open(onHead) {
      client.subscribe({
        method: 'eth_subscribe',
        params: ['newHeads'],
        notification: 'eth_subscription',
        unsubscribe: 'eth_unsubscribe',
        onMessage(message) {
          const { number, hash } = Object(message) as { number?: unknown; hash?: unknown }
          const height = Number(number)
          if (number && Number.isSafeInteger(height) && typeof hash === 'string')
            onHead({ height, hash: hash.toLowerCase() })
        },
        // An endpoint that refuses to push is polled: the feed notices that it is silent.
        onError: () => undefined,
        resubscribeOnConnectionLoss: true,
      })
    },
    reconnect: () => client.reset(),
  }
}
