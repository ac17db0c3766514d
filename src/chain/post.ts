import type { Response } from 'node-fetch'
import { redact } from '../process/redaction'
import { authorised } from './authorised'
import { absenceOf, hostOf, NodeError, type Refusal, readRefusal } from './nodeError'
import { retryAfter, saidBy } from './said'

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
  const { text, failure } = await send(url, requests, timeoutMs)
  if (failure) throw failure
  return text
}

/** Letters of what is no answer that are shown. */
const MAX_SHOWN = 80

/** Why what came is no answer. */
export const NO_ANSWER = 'no JSON-RPC answer'

/** The answers in the order of their requests. @throws NodeError E-RPC when there is not one for each */
export async function postAll(url: string, requests: readonly Request[], timeoutMs?: number): Promise<Answer[]> {
  const { text, failure, moved } = await send(url, requests, timeoutMs)
  const given = parsed(text)
  // A refusal is one whatever its status; what passes with time is told by the status alone.
  if (failure && !(SAYS_NO.has(failure.absence!.status!) && isAnswer(given))) throw failure
  const list = [given].flat().filter((answer) => answer !== undefined && answer !== null)
  // Some write the number of a request as a text.
  const byId = new Map(Array.isArray(given) ? list.map((answer) => [String(answer.id), answer]) : [])
  // A single request has a single answer, and a batch that is refused as a whole has one for all.
  const whole = requests.length === 1 ? list.find(isSaid) : list.find(({ id, error }) => error && !isOf(requests, id))
  const ofAll = whole && answerIn(whole)
  return requests.map(({ method }, id) => {
    const own = byId.get(String(id))
    const answer = own ? answerIn(own) : ofAll
    if (answer) return answer
    throw new NodeError(hostOf(url), method, { reason: `${moved}${NO_ANSWER}${shown(text)}` })
  })
}

/** Its beginning, which may say whose page it is. */
function shown(text: string): string {
  const words = redact(saidBy({ response: { body: text } }).words).slice(0, MAX_SHOWN)
  return words && `: ${words}`
}

/** What is neither a result nor an error says no in its own way. */
function answerIn(given: Answer): Answer {
  if (!given.error && given.result !== undefined) return given
  return isSaid(given) ? { error: readRefusal(given.error || given) } : given
}

/** Whether an answer says anything beside its number. */
function isSaid(answer: Answer): boolean {
  return Object.keys(answer).some((key) => key !== 'jsonrpc' && key !== 'id')
}

function isOf(requests: readonly Request[], id: unknown): boolean {
  return typeof id !== 'object' && Number(id) < requests.length
}

/** Statuses under which endpoints send a JSON-RPC error that says more. */
const SAYS_NO: ReadonlySet<number> = new Set([400, 402, 404, 405, 422])

async function send(
  url: string,
  requests: readonly Request[],
  timeoutMs: number | undefined,
): Promise<{ readonly text: string; readonly moved: string; readonly failure?: NodeError }> {
  const bodies = requests.map(({ method, params }, id) => ({ jsonrpc: '2.0', id, method, params }))
  const away = (why: ConstructorParameters<typeof NodeError>[2]) => new NodeError(hostOf(url), requests[0]!.method, why)
  const target = authorised(url)
  // The SDK's own transport, which is loaded in any case: the first call of Node's `fetch` costs 50 ms of a start.
  const { default: fetch } = await import('node-fetch')
  const response = await fetch(target.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...target.headers },
    body: JSON.stringify(bodies.length === 1 ? bodies[0] : bodies),
    ...(timeoutMs !== undefined && { signal: AbortSignal.timeout(timeoutMs) }),
  })
    .then(async (given) => ({ given, text: await given.text() }))
    .catch((error: unknown) => {
      throw away(absenceOf(error, timeoutMs))
    })
  const { status, ok, headers } = response.given
  const { text } = response
  const moved = movedTo(response.given)
  if (ok) return { text, moved }
  const words = redact(saidBy({ response: { status, body: text } }).words)
  const reason = `${moved}HTTP ${status}${words && `: ${words}`}`
  return { text, moved, failure: away({ reason, status, retryAfterMs: retryAfter(headers) }) }
}

/** A request that is redirected arrives without its body, but for few statuses. */
function movedTo({ redirected, url }: Response): string {
  if (!redirected) return ''
  const { protocol, host } = new URL(url)
  return `it redirects to ${protocol.slice(0, -1)} at ${host}, whose address is wanted instead: `
}

type Numbered = Answer & { readonly id: number }

/** Whether it is what JSON-RPC calls an error, alone or among the answers to a batch. */
function isAnswer(given: Numbered | Numbered[] | undefined): boolean {
  return [given].flat().some((answer) => typeof answer?.error?.message === 'string')
}

function parsed(text: string): Numbered | Numbered[] | undefined {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
