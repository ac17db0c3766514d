import type { IncomingMessage } from 'node:http'
import type { Readable } from 'node:stream'
import { createGunzip, createInflate } from 'node:zlib'
import { BodyFile } from './bodyFile'
import { Refusal } from './failure'
import { FILE_FROM_BYTES, MAX_BODY_BYTES, MAX_WAITING_BYTES } from './limits'

/** Body of a request; many rows, which the engine can read by itself, are in a file. */
export type Body = Buffer | BodyFile

/** Reads request bodies, each and all together bounded, unpacked while they arrive. */
export class BodyReader {
  private waiting = 0

  constructor(private readonly folder: string) {}

  /**
   * @param toFile whether a large body may go to a file
   * @throws Refusal when the body, or all bodies together, are larger than the host holds
   */
  async read<T>(request: IncomingMessage, toFile: boolean, use: (body: Body) => Promise<T>): Promise<T> {
    let received = 0
    let file: BodyFile | undefined
    try {
      let chunks: Buffer[] = []
      let held = 0
      for await (const chunk of unpacked(request) as AsyncIterable<Buffer>) {
        received += chunk.length
        this.waiting += chunk.length
        if (received > MAX_BODY_BYTES)
          throw Refusal.of('TOO_LARGE_STRING_SIZE', `The request body is larger than ${MAX_BODY_BYTES} bytes.`)
        if (this.waiting > MAX_WAITING_BYTES)
          throw Refusal.of('TOO_MANY_SIMULTANEOUS_QUERIES', 'Too many bytes are waiting to be written.')
        chunks.push(chunk)
        held += chunk.length
        if (!toFile || held < FILE_FROM_BYTES) continue
        file ??= await BodyFile.create(this.folder)
        await file.append(Buffer.concat(chunks))
        chunks = []
        held = 0
      }
      const rest = chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)
      await file?.append(rest)
      return await use(file ?? rest)
    } finally {
      this.waiting -= received
      await file?.remove()
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
