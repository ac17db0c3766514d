import { createHash } from 'node:crypto'
import { type FileHandle, open } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import type { Hash } from '../../economics/units'

/** What a file has to be, and the error when it is not. */
export interface Wanted {
  readonly sha256: Hash
  readonly altered: () => Error
}

/**
 * Streams a file once all of it was hashed. It is hashed again as it is sent: whoever writes into it meanwhile gets an
 * answer that ends before its last piece.
 * @throws what `wanted.altered` gives, before the first byte or after some
 */
export async function sendChecked(
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  type: string,
  wanted: Wanted,
): Promise<void> {
  const file = await open(path)
  try {
    let size = 0
    for await (const piece of checked(piecesOf(file), wanted)) size += piece.length
    response.writeHead(200, { 'content-type': type, 'content-length': size })
    if (request.method === 'HEAD') response.end()
    else await pipeline(checked(piecesOf(file), wanted), response)
  } finally {
    await file.close()
  }
}

function piecesOf(file: FileHandle): AsyncIterable<Buffer> {
  return file.createReadStream({ start: 0, autoClose: false })
}

/** The pieces as they come, the last one only once the hash of them all is the wanted one. */
export async function* checked(pieces: AsyncIterable<Buffer>, { sha256, altered }: Wanted): AsyncGenerator<Buffer> {
  const digest = createHash('sha256')
  let held: Buffer | undefined
  for await (const piece of pieces) {
    digest.update(piece)
    if (held !== undefined) yield held
    held = piece
  }
  if (`0x${digest.digest('hex')}` !== sha256) throw altered()
  if (held !== undefined) yield held
}
