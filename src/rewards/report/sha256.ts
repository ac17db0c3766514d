import { createHash } from 'node:crypto'
import { type Hash, hash } from '../../economics/units'

/** sha256 of UTF-8 text, or of lines each ended by a newline. */
export function sha256(text: string | Iterable<string>): Hash {
  const digest = createHash('sha256')
  if (typeof text === 'string') digest.update(text, 'utf8')
  else for (const line of text) digest.update(`${line}\n`, 'utf8')
  return hash(`0x${digest.digest('hex')}`)
}
