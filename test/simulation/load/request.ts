import http from 'node:http'

/** An answer longer than any deadline of the api put together (5 s for a connection, 5 s for a statement) never comes. */
export const ANSWER_MS = 15_000
/** More than any answer may be: a reader that is sent more stops reading. */
const MOST_BYTES = 64_000_000

export interface Reply {
  readonly status: number
  readonly headers: http.IncomingHttpHeaders
  readonly text: string
}

export interface Asked {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  /** of the client's own, 127.0.0.0/8: a client is told from another by it */
  readonly from?: string
  /** longest wait for the whole answer */
  readonly withinMs?: number
}

/** One request on a connection of its own, so that nothing but this request can fail. @throws Error without an answer */
export function request(
  url: string,
  { method, headers, body, from, withinMs = ANSWER_MS }: Asked = {},
): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const sent = http.request(
      url,
      {
        method: method ?? (body === undefined ? 'GET' : 'POST'),
        headers: { ...headers },
        agent: false,
        ...(from && { localAddress: from }),
      },
      (response) => {
        const chunks: Buffer[] = []
        let bytes = 0
        response.on('data', (chunk: Buffer) => {
          bytes += chunk.length
          if (bytes > MOST_BYTES) sent.destroy(new Error(`an answer longer than ${MOST_BYTES} bytes`))
          else chunks.push(chunk)
        })
        response.once('error', reject)
        response.once('end', () => {
          clearTimeout(timer)
          resolve({ status: response.statusCode!, headers: response.headers, text: Buffer.concat(chunks).toString() })
        })
      },
    )
    const timer = setTimeout(() => sent.destroy(new Error(`no answer within ${withinMs / 1_000} s`)), withinMs)
    sent.once('error', (error) => {
      clearTimeout(timer)
      reject(error)
    })
    sent.end(body)
  })
}

export const postJson = (url: string, value: unknown, more: Asked = {}): Promise<Reply> =>
  request(url, {
    ...more,
    body: typeof value === 'string' ? value : JSON.stringify(value),
    headers: { 'content-type': 'application/json', ...more.headers },
  })
