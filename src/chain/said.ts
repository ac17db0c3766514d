/** What a failed request says, whichever transport failed and wherever the words stand. */
interface Said {
  /** of an HTTP answer that is an error */
  readonly status: number | undefined
  /** of the JSON-RPC error */
  readonly code: number | undefined
  /** all that the endpoint wrote; what the transport says where it wrote nothing */
  readonly words: string
}

type Fields = Record<string, unknown>

/** Longest answer of an endpoint that is read and shown; what helps stands at its beginning. */
const MAX_WORDS = 500

/**
 * Reads the error of any transport: a JSON-RPC error has `code`, `message` and perhaps `data`, an HTTP error has the
 * answer's `status` and `body`, in which a JSON-RPC error may stand alone or among the answers to a batch.
 */
export function saidBy(error: unknown): Said {
  const { code, message, data, response, absence } = fieldsOf(error)
  const { status, body } = fieldsOf(response ?? absence)
  const inBody = errorIn(body)
  const texts = [response ? '' : textOf(message), textOf(data), ...inBody.texts].filter((text) => text !== '')
  const words = [...new Set(texts)].join(': ').slice(0, MAX_WORDS)
  return { status: numberOf(status), code: numberOf(code) ?? inBody.code, words: words || textOf(message) }
}

/** Whether an endpoint answered and would not do what was asked; false where none answered at all. */
export function isRefusal(error: unknown): boolean {
  const { status, code } = saidBy(error)
  return status !== undefined || code !== undefined
}

/** What an endpoint says is wrong, for a person: with the status of an HTTP error. */
export function sentenceOf(error: unknown): string {
  const { status, words } = saidBy(error)
  return status === undefined ? words : `HTTP ${status}: ${words}`
}

const TOO_MANY_REQUESTS = 429
/** JSON-RPC codes under which a rate limit is told; -32005 is used for limits of any kind. */
const RATE_CODES = new Set<number | undefined>([TOO_MANY_REQUESTS, -32_005])
const RATE =
  /per (?:second|minute|hour|day|month)|\/ ?(?:s|sec|second|min|minute)\b|rate.?limit|too many requests|throttl/i

/** Whether an endpoint asks for fewer requests, and not for smaller ones. */
export function isRateLimit(error: unknown): boolean {
  const { status, code, words } = saidBy(error)
  if (RATE.test(words)) return status === TOO_MANY_REQUESTS || RATE_CODES.has(code)
  return status === TOO_MANY_REQUESTS && !/\bblocks?\b|\brange\b/i.test(words)
}

function errorIn(body: unknown): { code: number | undefined; texts: string[] } {
  const parsed = parse(body)
  if (typeof parsed === 'string') return { code: undefined, texts: [/^\s*</.test(parsed) ? titleOf(parsed) : parsed] }
  const answers = (Array.isArray(parsed) ? parsed : [parsed]).map(fieldsOf)
  const { error, message } = answers.find((answer) => answer.error) ?? answers[0] ?? {}
  const { code, data } = fieldsOf(error)
  return { code: numberOf(code), texts: [error, message, data].map(textOf).filter((text) => text !== '') }
}

function parse(body: unknown): unknown {
  const text = Buffer.isBuffer(body) ? body.toString('utf8') : body
  if (typeof text !== 'string') return text
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

function titleOf(html: string): string {
  return /<title>([^<]*)/i.exec(html)?.[1]?.trim() ?? 'a page of HTML'
}

/** A text, or the text that stands in an object at `message`. */
function textOf(value: unknown): string {
  if (typeof value === 'string') return value
  const { message } = fieldsOf(value)
  return typeof message === 'string' ? message : ''
}

function numberOf(value: unknown): number | undefined {
  const number = typeof value === 'string' ? Number.parseInt(value, 10) : value
  return Number.isSafeInteger(number) ? (number as number) : undefined
}

function fieldsOf(value: unknown): Fields {
  return Object(value) as Fields
}
