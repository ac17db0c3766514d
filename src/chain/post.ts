import { absenceOf, hostOf, NodeError, type Refusal } from './nodeError'

/** A request of the node's JSON-RPC. */
export interface Request {
  readonly method: string
  readonly params: readonly unknown[]
}

/** The answer to one request. */
export interface Answer {
  readonly result?: unknown
  readonly error?: Refusal
}

/**
 * Sends requests over HTTP in one batch, numbered from 0 in their order; a single one goes alone, for not every provider
 * takes batches. The raw answer, for answers of megabytes of which one word matters.
 * @param timeoutMs for the whole answer, not for its first byte; undefined: however long it takes
 * @throws NodeError E-RPC
 */
export async function post(url: string, requests: readonly Request[], timeoutMs?: number): Promise<string> {
  const bodies = requests.map(({ method, params }, id) => ({ jsonrpc: '2.0', id, method, params }))
  const away = (why: ConstructorParameters<typeof NodeError>[2]) => new NodeError(hostOf(url), requests[0]!.method, why)
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(bodies.length === 1 ? bodies[0] : bodies),
    ...(timeoutMs !== undefined && { signal: AbortSignal.timeout(timeoutMs) }),
  })
    .then(async (given) => ({ given, text: await given.text() }))
    .catch((error: unknown) => {
      throw away(absenceOf(error, timeoutMs))
    })
  const { status, ok, headers } = response.given
  if (ok) return response.text
  const seconds = Number(headers.get('retry-after') ?? Number.NaN)
  throw away({ reason: `HTTP ${status}`, status, ...(seconds >= 0 && { retryAfterMs: seconds * 1000 }) })
}

/** The answers in the order of their requests. @throws NodeError E-RPC when there is not one for each */
export async function postAll(url: string, requests: readonly Request[], timeoutMs?: number): Promise<Answer[]> {
  const given = parsed(await post(url, requests, timeoutMs))
  const byId = new Map(Array.isArray(given) ? given.map((answer) => [answer.id, answer]) : [])
  return requests.map(({ method }, id) => {
    if (byId.has(id)) return byId.get(id)!
    // A single request has a single answer, and a batch that is refused as a whole has one for all.
    if (given && !Array.isArray(given) && (requests.length === 1 || given.error)) return given
    throw new NodeError(hostOf(url), method, { reason: 'no JSON-RPC answer' })
  })
}

type Numbered = Answer & { readonly id: number }

function parsed(text: string): Numbered | Numbered[] | undefined {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
