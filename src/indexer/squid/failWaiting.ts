/** A request that the SDK has not sent yet. */
interface Waiting {
  readonly call: { readonly method: string } | readonly { readonly method: string }[]
  reject(error: Error): void
}

/** The SDK's client and its connection, which over WebSocket has `requests`. */
interface Sdk {
  readonly con: { readonly requests?: object; readonly connected?: boolean; connect(): Promise<void> }
  readonly queue: { peek(): Waiting | undefined; pop(): Waiting | undefined; push(request: Waiting): void }
  retrySchedule: readonly number[]
  log?: unknown
  backoff(reason: Error, request?: unknown): void
  reset(reason?: Error): void
}

/** Between two connections: the SDK's pauses grow to 20 s, and an endpoint that is back would wait for us so long. */
const RECONNECT_MS = [50, 200, 500, 1_000]
/** A connection that takes longer is one to nobody. */
const CONNECT_MS = 5_000

/**
 * Over a WebSocket the SDK keeps requests until it is connected, for ever where nobody is there. They fail here as the
 * connection does, so that it can be told and another endpoint be asked; subscriptions go on waiting.
 */
export function failWaiting<C extends object>(client: C): C {
  const sdk = client as unknown as Sdk
  const { con, queue } = sdk
  if (!con.requests) return client
  const fail = (reason: Error) => {
    const waiting: Waiting[] = []
    for (let each = queue.pop(); each; each = queue.pop()) waiting.push(each)
    for (const each of waiting)
      if ([each.call].flat().some(({ method }) => method === 'eth_subscribe')) queue.push(each)
      else each.reject(reason)
  }
  const [backoff, connect, reset] = [sdk.backoff.bind(client), con.connect.bind(con), sdk.reset.bind(client)]
  sdk.retrySchedule = RECONNECT_MS
  // Two lines for each connection that fails: whoever asks tells it, once.
  delete sdk.log
  sdk.backoff = (reason, request) => {
    if (!con.connected) fail(reason)
    backoff(reason, request)
  }
  con.connect = async () => {
    const late = setInterval(() => fail(new Error(`timed out: no connection in ${CONNECT_MS / 1_000} s`)), CONNECT_MS)
    try {
      await connect()
    } finally {
      clearInterval(late)
    }
  }
  // One that is being made would never be told of its end.
  sdk.reset = (reason) => {
    if (con.connected) reset(reason)
  }
  return client
}
