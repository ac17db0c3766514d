import { createHash } from 'node:crypto'
import { type Hash, hash } from '../../economics/units'

/** sha256 of UTF-8 text, or of lines each ended by a newline. */
export function sha256(text: string | Iterable<string>): Hash {
  const digest = new TextHash()
  if (typeof text === 'string') digest.add(text)
  else for (const line of text) digest.add(`${line}\n`)
  return digest.value()
}

/** Characters hashed at once: an update has a fixed cost, which is that of hashing a line. */
const AT_ONCE = 32 * 1024

/** sha256 of a text that is written piece by piece. */
export class TextHash {
  private readonly digest = createHash('sha256')
  private waiting = ''

  add(text: string): void {
    this.waiting += text
    if (this.waiting.length < AT_ONCE) return
    this.digest.update(this.waiting, 'utf8')
    this.waiting = ''
  }

  value(): Hash {
    return hash(`0x${this.digest.update(this.waiting, 'utf8').digest('hex')}`)
  }
}
