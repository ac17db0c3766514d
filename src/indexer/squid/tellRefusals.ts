import { WholeRefusal } from '../../chain/batches'
import { isRateLimit } from '../../chain/said'

interface Answer {
  readonly id?: unknown
  readonly error?: unknown
}
type Waiting = Map<unknown, { reject(error: Error): void }>

/** The SDK's connection: over HTTP it has `http`, over WebSocket `handleResponse` and `requests`. */
interface Connection {
  readonly http?: {
    post(url: string, options: { json: unknown }): Promise<unknown>
    handleResponseBody(request: unknown, response: Response): Promise<unknown>
  }
  readonly requests?: Waiting
  handleResponse?(answer: Answer): void
}

/**
 * Endpoints answer a batch, or a request they do not even read, with one error that names no request. The SDK drops such
 * an answer: over HTTP it says that a list was wanted, over WebSocket it waits until the time is over.
 */
export function tellRefusals<C extends object>(client: C): C {
  const sdk = client as unknown as { readonly con: Connection; isConnectionError(error: Error): boolean }
  const { con } = sdk
  const isConnectionError = sdk.isConnectionError.bind(client)
  // Pauses are ours to make: the SDK's grow to 20 s and hold up every request, and each is two lines of the log.
  sdk.isConnectionError = (error) => !con.http && !isRateLimit(error) && isConnectionError(error)
  const { http, requests } = con
  if (http) {
    const [post, read] = [http.post.bind(http), http.handleResponseBody.bind(http)]
    // Gateways call a page of text JSON: its parse error would hide the status.
    http.handleResponseBody = (request, response) => (response.ok ? read(request, response) : response.text())
    http.post = async (url, options) => {
      const answer = await post(url, options)
      const { id } = Object(options.json) as Answer
      if (!isAnonymous(answer) || answer.id === (id ?? {})) return answer
      throw new WholeRefusal(answer.error)
    }
  }
  if (requests && con.handleResponse) {
    const handle = con.handleResponse.bind(con)
    con.handleResponse = (answer) => {
      if (!isAnonymous(answer) || requests.has(answer.id)) return handle(answer)
      // Whose it is nobody can say: all that wait ask again.
      const waiting = [...requests.values()]
      requests.clear()
      for (const each of waiting) each.reject(new WholeRefusal(answer.error))
    }
  }
  return client
}

function isAnonymous(answer: unknown): answer is Answer {
  return !Array.isArray(answer) && Boolean((Object(answer) as Answer).error)
}
