import { stat } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import path from 'node:path'
import { AssayError } from '../../errors'
import { send, sendFile, unchanged } from './respond'

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
}

/** A page runs its own scripts and asks only this server; charts and the editor style their elements inline, and the
 * editor brings its fonts in its style sheet. */
const pageHeaders = {
  'content-security-policy':
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
}

/** Vite puts a hash of the content into the names below assets/: such a file never changes. */
const IMMUTABLE = 'public, max-age=31536000, immutable'

/**
 * Serves a built page from `root`: the dashboard, or GraphiQL. A path without an extension is a view of the page itself.
 * @throws AssayError E-NOT-FOUND
 */
export async function servePage(
  request: IncomingMessage,
  response: ServerResponse,
  root: string,
  pathname: string,
): Promise<void> {
  const file = locate(root, pathname)
  const found = await stat(file).catch(() => undefined)
  if (!found?.isFile()) {
    if (path.basename(file) === 'index.html') return notBuilt(response)
    throw new AssayError('E-NOT-FOUND', `no such page: ${pathname.slice(0, 200)}`)
  }
  const etag = `"${found.size.toString(36)}-${Math.floor(found.mtimeMs).toString(36)}"`
  const headers = {
    ...pageHeaders,
    etag,
    'cache-control': pathname.startsWith('/assets/') ? IMMUTABLE : 'no-cache',
  }
  if (unchanged(request, etag)) return void response.writeHead(304, headers).end()
  const type = types[path.extname(file)] ?? 'application/octet-stream'
  await sendFile(request, response, file, { ...headers, 'content-type': type, 'content-length': found.size })
}

/** @throws AssayError E-NOT-FOUND for a path that would leave `root` */
function locate(root: string, pathname: string): string {
  let decoded: string
  try {
    decoded = decodeURIComponent(pathname)
  } catch {
    throw new AssayError('E-NOT-FOUND', 'no such page')
  }
  const wanted = path.extname(decoded) === '' ? '/index.html' : decoded
  const file = path.join(root, path.normalize(wanted))
  if (!file.startsWith(root + path.sep) || decoded.includes('\0')) throw new AssayError('E-NOT-FOUND', 'no such page')
  return file
}

function notBuilt(response: ServerResponse): void {
  const links = ['/graphql', '/status', '/health', '/metrics'].map((each) => `<li><a href="${each}">${each}</a></li>`)
  const page = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Assay</title>
<body style="font: 16px/1.5 system-ui; max-width: 40rem; margin: 4rem auto; padding: 0 1rem">
<h1>Assay is running</h1><p>The page itself is not built here. <code>npm run build</code> builds it; the API answers meanwhile:</p>
<ul>${links.join('')}</ul></body></html>`
  for (const [name, value] of Object.entries(pageHeaders)) response.setHeader(name, value)
  send(response, 200, types['.html']!, page)
}
