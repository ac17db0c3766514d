import type { IncomingMessage } from 'node:http'
import type { Readable } from 'node:stream'
import { createGunzip, createInflate } from 'node:zlib'
import { Refusal } from './failure'
import { MAX_BODY_BYTES, MAX_BUFFERED_BYTES } from './limits'

/** Reads request bodies into memory, each and all together bounded, unpacked while they arrive. */
export class BodyReader {
  private buffered = 0

  /** @throws Refusal when the body, or all bodies together, are larger than the host holds */
  async read<T>(request: IncomingMessage, use: (body: Buffer) => Promise<T>): Promise<T> {
    let mine = 0
    try {
      const chunks: Buffer[] = []
      for await (const chunk of unpacked(request)) {
        mine += (chunk as Buffer).length
        this.buffered += (chunk as Buffer).length
        if (mine > MAX_BODY_BYTES)
          throw Refusal.of('TOO_LARGE_STRING_SIZE', `The request body is larger than ${MAX_BODY_BYTES} bytes.`)
        if (this.buffered > MAX_BUFFERED_BYTES)
          throw Refusal.of('TOO_MANY_SIMULTANEOUS_QUERIES', 'Too many bytes are waiting to be written.')
        chunks.push(chunk as Buffer)
      }
      return await use(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks))
    } finally {
      this.buffered -= mine
    }
  }
}

function unpacked(request: IncomingMessage): Readable {
  const encoding = request.headers['content-encoding']
  if (encoding === undefined || encoding === 'identity') return request
  const unpack = encoding === 'gzip' ? createGunzip() : encoding === 'deflate' ? createInflate() : undefined
  if (!unpack) throw Refusal.of('NOT_IMPLEMENTED', `Content-Encoding ${encoding}; send gzip or none.`)
  request.on('error', (error) => unpack.destroy(error))
  return request.pipe(unpack)
}
