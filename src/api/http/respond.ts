import { createReadStream } from 'node:fs'
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import { errorExtensions, publicError } from '../errors'
import { RETRY_AFTER_SECONDS } from '../limits'

/** Status of an error's code; anything else that a caller may see is theirs: 400. */
const statusOf: Readonly<Record<string, number>> = {
  'E-NOT-INDEXED-YET': 503,
  'E-UNTRUSTED': 503,
  'E-NOT-COMPARED': 503,
  'E-STORE-AWAY': 503,
  'E-BUSY': 503,
  'E-CLICKHOUSE-URL': 503,
  'E-QUERY-TIMEOUT': 503,
  'E-JOBLOG-TOPIC': 503,
  'E-JOBLOG-BROKERS': 503,
  'E-NOT-FOUND': 404,
  'E-METHOD': 405,
  'E-TOKEN': 401,
  'E-FORBIDDEN-ORIGIN': 403,
  'E-TOO-LARGE': 413,
  'E-MEDIA-TYPE': 415,
  'E-FILE-ALTERED': 500,
}

export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  const text = JSON.stringify(body, (_, value) => (typeof value === 'bigint' ? value.toString() : value))
  send(response, status, 'application/json; charset=utf-8', `${text}\n`)
}

export function sendText(response: ServerResponse, status: number, text: string): void {
  send(response, status, 'text/plain; charset=utf-8', text)
}

export function send(response: ServerResponse, status: number, type: string, body: string | Buffer): void {
  response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(body) })
  response.end(response.req?.method === 'HEAD' ? undefined : body)
}

/** Streams a file; its headers alone to a HEAD. */
export async function sendFile(
  request: IncomingMessage,
  response: ServerResponse,
  file: string,
  headers: OutgoingHttpHeaders,
): Promise<void> {
  response.writeHead(200, headers)
  if (request.method === 'HEAD') response.end()
  else await pipeline(createReadStream(file), response)
}

/** An error as JSON; what is a defect of ours is masked and given to `report`. */
export function sendError(response: ServerResponse, error: unknown, report: (error: unknown) => void): void {
  const shown = publicError(error)
  if (!shown) report(error)
  if (response.headersSent) {
    response.destroy()
    return
  }
  // what is left of a body that was not read would be taken for the next request
  if (!response.req?.complete) response.setHeader('connection', 'close')
  const status = shown ? (statusOf[shown.code] ?? 400) : 500
  if (status === 503) response.setHeader('retry-after', RETRY_AFTER_SECONDS)
  const body = shown
    ? { error: { message: shown.message, ...errorExtensions(shown) } }
    : { error: { message: 'An unexpected error; it was logged.', code: 'E-INTERNAL' } }
  sendJson(response, status, body)
}

/** Whether the client's copy, named by its ETag, is still good. */
export function unchanged(request: IncomingMessage, etag: string): boolean {
  const held = request.headers['if-none-match']
  return held?.split(',').some((each) => each.trim().replace(/^W\//, '') === etag || each.trim() === '*') ?? false
}
