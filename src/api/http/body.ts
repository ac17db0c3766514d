import type { IncomingMessage } from 'node:http'
import { AssayError } from '../../errors'

/**
 * A request's JSON body.
 * @throws AssayError E-MEDIA-TYPE, E-TOO-LARGE, E-BAD-INPUT
 */
export async function readJson(request: IncomingMessage, limitBytes: number): Promise<unknown> {
  if (!request.headers['content-type']?.startsWith('application/json')) {
    throw new AssayError('E-MEDIA-TYPE', 'the body must be application/json')
  }
  const chunks: Buffer[] = []
  let size = 0
  // the socket must live to carry the answer, also when the rest of the body is not wanted
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > limitBytes) throw new AssayError('E-TOO-LARGE', `the body is longer than ${limitBytes} bytes`)
    chunks.push(chunk)
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'))
  } catch (cause) {
    throw new AssayError('E-BAD-INPUT', 'the body is not JSON', { details: { field: 'body' }, cause })
  }
}
