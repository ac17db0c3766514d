import { createHash } from 'node:crypto'
import { type FileHandle, open } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import { type Hash, hash } from '../../economics/units'

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
export async function sendCheckedFile(
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  type: string,
  wanted: Wanted,
): Promise<void> {
  const file = await open(path)
  try {
    await sendChecked(request, response, () => piecesOf(file), type, wanted)
  } finally {
    await file.close()
  }
}

/**
 * The same of whatever gives the pieces, twice: once to be hashed, and once to be sent.
 * @param wanted its hash is null where none was kept: then what is sent is what was hashed
 * @throws as `sendCheckedFile`
 */
export async function sendChecked(
  request: IncomingMessage,
  response: ServerResponse,
  pieces: () => AsyncIterable<Buffer>,
  type: string,
  { sha256, altered }: { readonly sha256: Hash | null; readonly altered: () => Error },
): Promise<void> {
  const digest = createHash('sha256')
  let size = 0
  for await (const piece of pieces()) {
    digest.update(piece)
    size += piece.length
  }
  const found = hash(`0x${digest.digest('hex')}`)
  if (sha256 !== null && found !== sha256) throw altered()
  response.writeHead(200, { 'content-type': type, 'content-length': size })
  if (request.method === 'HEAD') response.end()
  else await pipeline(checked(pieces(), { sha256: found, altered }), response)
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
