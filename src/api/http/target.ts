import type { IncomingMessage } from 'node:http'
import { AssayError } from '../../errors'

/**
 * The path and query a request asks for. Its Host is looked at because yoga makes a URL of it.
 * @throws AssayError E-NOT-FOUND for a path that begins with `//`, E-BAD-INPUT for a target or Host that is no URL
 */
export function requestTarget({ url = '/', headers }: Pick<IncomingMessage, 'url' | 'headers'>): URL {
  // resolved against a base, `//x/health` would name the host x and the path /health
  if (url.startsWith('//')) throw new AssayError('E-NOT-FOUND', 'no such page')
  const base = parsed('host', `http://${headers.host || 'localhost'}`)
  return url.startsWith('/') ? parsed('target', base.origin + url) : parsed('target', url)
}

function parsed(field: string, text: string): URL {
  try {
    return new URL(text)
  } catch (cause) {
    throw new AssayError('E-BAD-INPUT', `the request's ${field} is no URL`, { details: { field }, cause })
  }
}
