import type { IncomingMessage, ServerResponse } from 'node:http'
import { AssayError } from '../../errors'

/** How long a browser may remember a preflight: the list changes only with a restart. */
const PREFLIGHT_SECONDS = 600

/**
 * Origins that may call from a browser: the server's own pages, and the origins listed in CORS_ORIGINS. Never with credentials.
 * @returns true when the request was a preflight and is answered
 * @throws AssayError E-FORBIDDEN-ORIGIN for a foreign page that tries to do more than read a public file
 */
export function applyCors(request: IncomingMessage, response: ServerResponse, allowed: ReadonlySet<string>): boolean {
  const { origin } = request.headers
  response.setHeader('vary', 'origin')
  if (origin === undefined) return false
  const own = sameOrigin(origin, request.headers.host)
  if (!own && !allowed.has(origin)) {
    if (request.method === 'GET' || request.method === 'HEAD') return false
    throw new AssayError('E-FORBIDDEN-ORIGIN', 'this origin may not call the API', {
      next: 'Add it to CORS_ORIGINS.',
    })
  }
  response.setHeader('access-control-allow-origin', origin)
  if (request.method !== 'OPTIONS') return false
  response.writeHead(204, {
    'access-control-allow-methods': 'GET, POST, OPTIONS',
    'access-control-allow-headers': 'content-type, accept, authorization, x-graphql-yoga-csrf',
    'access-control-max-age': String(PREFLIGHT_SECONDS),
  })
  response.end()
  return true
}

/** Behind a proxy the scheme is the proxy's business: host and port decide. */
function sameOrigin(origin: string, host: string | undefined): boolean {
  try {
    return host !== undefined && new URL(origin).host === host
  } catch {
    return false
  }
}

/** @param list comma-separated origins, as in CORS_ORIGINS */
export function allowedOrigins(list: string): ReadonlySet<string> {
  return new Set(
    list
      .split(',')
      .map((each) => each.trim().replace(/\/$/, ''))
      .filter(Boolean),
  )
}
