import { isAscii } from 'node:buffer'
import type { Response } from 'node-fetch'

/**
 * The text of an answer in UTF-8. JSON-RPC is ASCII but for the name of a token, and the bytes of ASCII are its characters:
 * a decoder, which looks at each of them, takes half as long as `JSON.parse`.
 */
export async function textOf({ body }: Pick<Response, 'body'>): Promise<string> {
  const pieces: Buffer[] = []
  for await (const piece of (body ?? []) as AsyncIterable<Buffer>) pieces.push(piece)
  const bytes = Buffer.concat(pieces)
  return isAscii(bytes) ? bytes.toString('latin1') : new TextDecoder().decode(bytes)
}
