/** What a failed request says, whichever transport failed and wherever the words stand. */
interface Said {
  /** of an HTTP answer that is an error */
  readonly status: number | undefined
  /** of the JSON-RPC error */
  readonly code: number | undefined
  /** all that the endpoint wrote; what the transport says where it wrote nothing */
  readonly words: string
  /** how long it asks to be left alone, where it says so */
  readonly retryAfterMs: number | undefined
}

type Fields = Record<string, unknown>

/** Longest answer of an endpoint that is read and shown; what helps stands at its beginning. */
const MAX_WORDS = 500

/**
 * Reads the error of any transport: a JSON-RPC error has `code`, `message` and perhaps `data`, an HTTP error has the
 * answer's `status` and `body`, in which a JSON-RPC error may stand alone or among the answers to a batch. A `NodeError`
 * has either at `refusal` or `absence`.
 */
export function saidBy(error: unknown): Said {
  const { refusal } = fieldsOf(error)
  const { code, message, data, response, absence } = fieldsOf(refusal ?? error)
  const { status, body, headers, retryAfterMs } = fieldsOf(response ?? absence)
  const inBody = errorIn(body)
  const texts = [response ? '' : textOf(message), dataOf(data), ...inBody.texts].filter((text) => text !== '')
  const words = [...new Set(texts)].join(': ').slice(0, MAX_WORDS)
  return {
    status: numberOf(status),
    code: numberOf(code) ?? inBody.code,
    words: words || textOf(message),
    retryAfterMs: headers ? retryAfter(headers as Pick<Headers, 'get'>) : numberOf(retryAfterMs),
  }
}

/** Seconds, or a date. */
export function retryAfter(headers: Pick<Headers, 'get'>): number | undefined {
  const text = headers.get('retry-after')
  if (text === null) return undefined
  const ms = /^[\d.]+$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - Date.now()
  return ms >= 0 ? Math.round(ms) : undefined
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

/** Too many requests, and the payment that would allow them. */
const LIMIT_STATUS: ReadonlySet<number | undefined> = new Set([402, 429])
/** Codes under which rate limits are told; -32005 is used for limits of any kind, and so may be 429. */
const LIMIT_CODES: ReadonlySet<number | undefined> = new Set([429, -32_005])
const RATE =
  /per (?:second|minute|hour|day|month)|\/ ?(?:s|sec|second|min|minute)\b|rate.?limit|requests? (?:limit|count|quota)|too many (?:concurrent )?(?:requests|connections)|throttl|slow down/i
/** What else may be limited: a smaller request passes. */
const OF_SIZE = /\bblocks?\b|\brange\b|\bresults\b|\blogs\b/i
/** A batch is what is wrong, in the error of one call or of all; what is said of a time is said of the rate. */
const OF_BATCH =
  /batch|too many (?:calls|requests) in(?! (?:the |a |this )?(?:last|past|short|given|\d|sec|min|hour|day|month|time))|(?:calls|requests) (?:per|in|of) (?:a|an|one|each|every|the|single|http)(?! (?:last|past|short|given|\d|sec|min|hour|day|month|time))/i

/** Whether an endpoint asks for fewer requests, and not for smaller ones. */
export function isRateLimit(error: unknown): boolean {
  const { status, code, words } = saidBy(error)
  const ofSize = OF_SIZE.test(words)
  if (RATE.test(words)) return !ofSize || status === 429 || LIMIT_CODES.has(code)
  return LIMIT_STATUS.has(status) && !ofSize
}

/** Whether it names a limit, and nothing that is limited. */
export function isLimit(error: unknown): boolean {
  const { status, code, words } = saidBy(error)
  return (status === 429 || LIMIT_CODES.has(code)) && !OF_SIZE.test(words)
}

/** Whether smaller batches are asked for, or none. */
export function isAboutBatch(error: unknown): boolean {
  return OF_BATCH.test(saidBy(error).words)
}

function errorIn(body: unknown): { code: number | undefined; texts: string[] } {
  const parsed = parse(body)
  if (typeof parsed === 'string') return { code: undefined, texts: [/^\s*</.test(parsed) ? titleOf(parsed) : parsed] }
  const answers = (Array.isArray(parsed) ? parsed : [parsed]).map(fieldsOf)
  const { error, message } = answers.find((answer) => answer.error) ?? answers[0] ?? {}
  const { code, data } = fieldsOf(error)
  return { code: numberOf(code), texts: [textOf(error), textOf(message), dataOf(data)].filter((text) => text !== '') }
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

/** The same of an error's data, where some write the range that fits field by field. */
function dataOf(data: unknown): string {
  const { from, to } = fieldsOf(data)
  return [textOf(data), typeof from === 'string' && typeof to === 'string' ? `[${from}, ${to}]` : ''].join(' ').trim()
}

function numberOf(value: unknown): number | undefined {
  const number = typeof value === 'string' ? Number.parseInt(value, 10) : value
  return Number.isSafeInteger(number) ? (number as number) : undefined
}

function fieldsOf(value: unknown): Fields {
  return Object(value) as Fields
}
