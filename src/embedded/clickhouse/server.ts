import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { Answer } from './answer'
import { BodyReader } from './body'
import type { Engine } from './engine'
import { describeFailure, Refusal, statusOf } from './failure'
import { fitsFile, parseInsert } from './insertStatement'
import { KEEP_ALIVE_MS } from './limits'
import { formatOf, parseQuery, type Query } from './query'

const compress = promisify(gzip)

/** The ClickHouse HTTP interface before an embedded engine; the official client cannot tell the difference. */
export function createHost(engine: Engine): Server {
  const bodies = new BodyReader(engine.bodies)
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (request, response) => {
    answer(engine, bodies, request, response).catch((error: unknown) => fail(response, error))
  })
  return server
}

async function answer(engine: Engine, bodies: BodyReader, request: IncomingMessage, response: ServerResponse) {
  const url = new URL(request.url ?? '/', 'http://host')
  refuseStrangers(request)
  if (url.pathname === '/ping' || (url.pathname === '/' && request.method === 'GET' && url.search === '')) {
    return response.writeHead(200, { 'Content-Type': 'text/plain' }).end('Ok.\n')
  }
  if (request.method !== 'GET' && request.method !== 'POST')
    throw Refusal.of('NOT_IMPLEMENTED', `Method ${request.method}.`)
  if (url.pathname !== '/') return response.writeHead(404).end(`There is no handle ${url.pathname}\n`)
  await bodies.read(request, mayBeFile(request, url), async (body) => {
    const defaultFormat = header(request, 'x-clickhouse-format')
    const query = parseQuery(request.method!, url, request.headers['content-type'], body, defaultFormat)
    response.setHeader('X-ClickHouse-Query-Id', query.id)
    let gone = false
    response.once('close', () => {
      gone = !response.writableFinished
      if (gone) engine.kill(query.id).catch(() => undefined)
    })
    const started = process.hrtime.bigint()
    const result = await engine.run(query, () => gone)
    await send(request, response, query, result, process.hrtime.bigint() - started)
  })
}

async function send(
  request: IncomingMessage,
  response: ServerResponse,
  query: Query,
  result: Answer,
  elapsedNs: bigint,
): Promise<void> {
  const summary = {
    read_rows: String(result.readRows),
    read_bytes: String(result.readBytes),
    ...(result.writtenRows !== undefined && { written_rows: String(result.writtenRows) }),
    written_bytes: String(result.writtenBytes),
    total_rows_to_read: '0',
    result_rows: '0',
    result_bytes: String(result.bytes.length),
    elapsed_ns: String(elapsedNs),
  }
  response.setHeader('X-ClickHouse-Summary', JSON.stringify(summary))
  response.setHeader('X-ClickHouse-Server-Display-Name', 'assay-embedded')
  response.setHeader('X-ClickHouse-Timezone', 'UTC')
  response.setHeader('X-ClickHouse-Format', formatOf(query))
  response.setHeader('Content-Type', contentType(formatOf(query)))
  let bytes: Uint8Array = result.bytes
  if (query.compressResponse && /\bgzip\b/.test(header(request, 'accept-encoding') ?? '')) {
    response.setHeader('Content-Encoding', 'gzip')
    bytes = await compress(bytes)
  }
  response.writeHead(200, { 'Content-Length': bytes.length }).end(bytes)
}

function fail(response: ServerResponse, error: unknown): void {
  if (response.headersSent || response.destroyed) return void response.destroy()
  const { code, text } = describeFailure(error)
  // a body too large is not read to its end: the connection cannot be used again
  if (statusOf(code) === 413) response.setHeader('Connection', 'close')
  response
    .writeHead(statusOf(code), { 'Content-Type': 'text/plain; charset=UTF-8', 'X-ClickHouse-Exception-Code': code })
    .end(`${text}\n`)
}

function mayBeFile(request: IncomingMessage, url: URL): boolean {
  if (header(request, 'content-type')?.startsWith('multipart/')) return false
  const insert = parseInsert(url.searchParams.get('query') ?? '')
  return insert !== undefined && fitsFile(insert)
}

/** The host listens on loopback without a password: a web page in a browser there must not reach it. */
function refuseStrangers(request: IncomingMessage): void {
  const host = (request.headers.host ?? '').replace(/:\d+$/, '')
  if (request.headers.origin !== undefined || !['127.0.0.1', 'localhost', '[::1]'].includes(host))
    throw Refusal.of('READONLY', 'The embedded host answers programs on this machine, not web pages.')
}

function contentType(format: string): string {
  if (/^JSON\w*EachRow/.test(format)) return 'application/x-ndjson; charset=UTF-8'
  if (format.startsWith('JSON')) return 'application/json; charset=UTF-8'
  if (format.startsWith('CSV')) return 'text/csv; charset=UTF-8'
  if (/^(TabSeparated|TSV)/.test(format)) return 'text/tab-separated-values; charset=UTF-8'
  return 'application/octet-stream'
}

function header(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name]
  return Array.isArray(value) ? value[0] : value
}
