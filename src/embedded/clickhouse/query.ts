import type { Body } from './body'
import { Refusal } from './failure'
import { multipartFields } from './multipart'

/** One request to the HTTP interface, understood but not yet run. */
export interface Query {
  readonly id: string
  readonly sql: string
  /** rows of an INSERT, apart from its text; undefined when the SQL is complete */
  readonly payload: Body | undefined
  readonly database: string | undefined
  readonly format: string
  readonly settings: Readonly<Record<string, string>>
  /** values for {name:Type}, in ClickHouse's escaped form, as clients send them */
  readonly params: Readonly<Record<string, string>>
  readonly compressResponse: boolean
  readonly lane: 'read' | 'write'
}

/** URL parameters of the HTTP interface that are not settings of the engine. */
const ofTheInterface = new Set([
  'query',
  'query_id',
  'database',
  'default_format',
  'wait_end_of_query',
  'buffer_size',
  'compress',
  'decompress',
  'user',
  'password',
  'quota_key',
  'role',
  'stacktrace',
  'session_timeout',
  'session_check',
  'enable_http_compression',
  'http_zlib_compression_level',
  'http_native_compression_disable_checksumming_on_decompress',
  'send_progress_in_http_headers',
  'http_headers_progress_interval_ms',
  'http_write_exception_in_output_format',
])

const leadingComments = /^(?:\s+|--[^\n]*(?:\n|$)|#[ !][^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)*/
const reading = /^\(*\s*(select|with|show|desc|describe|exists|explain|check)\b/i

/** Rows follow in the body, even when there are none of them. */
const insertOfRows = /^\s*INSERT\b[\s\S]*\bFORMAT\s+\w+\s*$/i

/**
 * @param url target of the request: query, database, settings and param_* as ClickHouse's HTTP interface names them
 * @throws Refusal for what the embedded host does not do: sessions, several statements that write on GET
 */
export function parseQuery(
  method: string,
  url: URL,
  contentType: string | undefined,
  body: Body,
  defaultFormat: string | undefined,
): Query {
  const settings: Record<string, string> = {}
  const params: Record<string, string> = {}
  // what waits in a file is rows; text is always in memory
  const text = Buffer.isBuffer(body) ? body : Buffer.alloc(0)
  const fields = contentType?.startsWith('multipart/form-data') ? multipartFields(contentType, text) : undefined
  for (const [name, value] of [...(fields ?? []), ...url.searchParams]) {
    if (name === 'session_id') throw Refusal.of('NOT_IMPLEMENTED', 'The embedded host keeps no sessions.')
    if (!/^\w+$/.test(name)) throw Refusal.of('BAD_ARGUMENTS', `Name of a setting or parameter: ${name}.`)
    if (name.startsWith('param_')) params[name.slice('param_'.length)] = value
    else if (!ofTheInterface.has(name)) settings[name] = value
  }
  const inUrl = url.searchParams.get('query') ?? ''
  const inBody = fields ? (fields.get('query') ?? '') : undefined
  const takesRows = inUrl !== '' && !fields && (body.length > 0 || insertOfRows.test(inUrl))
  const payload = takesRows ? body : undefined
  const sql = payload
    ? inUrl
    : [inUrl, inBody ?? (inUrl === '' ? text.toString('utf8') : '')].filter(Boolean).join('\n')
  if (sql.trim() === '') throw new Refusal(62, 'SYNTAX_ERROR', 'Empty query.')
  if (sql.includes('\0')) throw Refusal.of('BAD_ARGUMENTS', 'The query holds a NUL character.')
  if (method === 'GET') settings.readonly = '2'
  return {
    id: url.searchParams.get('query_id') || crypto.randomUUID(),
    sql,
    payload,
    database: url.searchParams.get('database') ?? undefined,
    format: url.searchParams.get('default_format') ?? defaultFormat ?? 'TabSeparated',
    settings,
    params,
    compressResponse: url.searchParams.get('enable_http_compression') === '1',
    lane: method === 'GET' || reading.test(sql.replace(leadingComments, '')) ? 'read' : 'write',
  }
}

/** Format a statement asks for in its own text, else the request's default: what X-ClickHouse-Format says. */
export function formatOf(query: Query): string {
  return /\bFORMAT\s+(\w+)\s*(?:SETTINGS\b[^;]*)?;?\s*$/i.exec(query.sql)?.[1] ?? query.format
}
