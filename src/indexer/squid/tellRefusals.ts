import type { Response } from 'node-fetch'
import { WholeRefusal } from '../../chain/batches'
import { isRateLimit } from '../../chain/said'
import { textOf } from './textOf'

interface Answer {
  readonly id?: unknown
  readonly result?: unknown
  readonly error?: unknown
}
interface Asked {
  readonly id: number
}
type Answered = Pick<Response, 'ok' | 'body' | 'text'>
type Waiting = Map<unknown, { reject(error: Error): void }>

/** The SDK's connection: over HTTP it has `http`, over WebSocket `handleResponse` and `requests`. */
interface Connection {
  readonly http?: {
    post(url: string, options: { json: unknown }): Promise<unknown>
    handleResponseBody(request: unknown, response: Answered): Promise<unknown>
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
    http.handleResponseBody = (request, response) =>
      response.ok ? read(request, { ok: true, body: null, text: () => textOf(response) }) : response.text()
    http.post = async (url, options) => toldBy(await post(url, options), options.json as Asked | readonly Asked[])
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

/** An answer as the SDK takes it. @throws WholeRefusal where it is an error that names no request */
function toldBy(given: unknown, asked: Asked | readonly Asked[]): unknown {
  if (!Array.isArray(asked)) return ofOne([given].flat()[0], asked as Asked)
  if (!Array.isArray(given)) throw new WholeRefusal(Object(given).error ?? given)
  const isOurs = (id: unknown) => asked.some((call) => call.id === id)
  const answers = given.map((each) => numbered(each, isOurs))
  const whole = answers.length < asked.length && answers.find(({ id, error }) => error && !isOurs(id))
  if (whole) throw new WholeRefusal(whole.error)
  return answers
}

function ofOne(given: unknown, { id }: Asked): unknown {
  const answer = numbered(given, (each) => each === id)
  if (answer.id === id) return answer
  if (answer.result === undefined) throw new WholeRefusal(answer.error ?? given)
  // A request has one answer, whether or not that says whose it is.
  return answer.id === undefined || answer.id === null ? { ...answer, id } : given
}

/** Some write the number of a request as a text. */
function numbered(given: unknown, isOurs: (id: unknown) => boolean): Answer {
  const answer = Object(given) as Answer
  return typeof answer.id === 'string' && isOurs(Number(answer.id)) ? { ...answer, id: Number(answer.id) } : answer
}

function isAnonymous(answer: unknown): answer is Answer {
  return !Array.isArray(answer) && Boolean((Object(answer) as Answer).error)
}
