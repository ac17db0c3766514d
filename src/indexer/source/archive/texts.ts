import type { NumberReader, NumberWriter } from './numbers'

/** 0x and 32 bytes in hex. */
export const HASH_CHARACTERS = 66

/** Characters written at once: texts joined first take a third of the time of as many writes. */
const FLUSH_CHARACTERS = 16 * 1024
const FIRST_BYTES = 256 * 1024

/** Texts one after the other, a byte for a character, without anything between: their lengths are among the numbers. */
export class TextWriter {
  private buffer = Buffer.allocUnsafe(FIRST_BYTES)
  private used = 0
  private waiting = ''

  constructor(private readonly lengths: NumberWriter) {}

  push(text: string): void {
    this.lengths.push(text.length)
    this.waiting += text
    if (this.waiting.length > FLUSH_CHARACTERS) this.flush()
  }

  /** A hash: all have one length, which is not stored. @throws RangeError when it has another */
  pushHash(hash: string): void {
    if (hash.length !== HASH_CHARACTERS) throw new RangeError(`not a 32-byte hash: ${hash}`)
    this.waiting += hash
  }

  /** Bytes written so far. */
  get length(): number {
    return this.used + this.waiting.length
  }

  bytes(): Buffer {
    this.flush()
    return this.buffer.subarray(0, this.used)
  }

  /** @throws RangeError when a character is not ASCII: no hex has such */
  private flush(): void {
    const { waiting } = this
    if (Buffer.byteLength(waiting, 'utf8') !== waiting.length) throw new RangeError('a text that is no hex')
    const end = this.used + waiting.length
    if (end > this.buffer.length) {
      const larger = Buffer.allocUnsafe(Math.max(end, this.buffer.length * 2))
      this.buffer.copy(larger, 0, 0, this.used)
      this.buffer = larger
    }
    this.buffer.write(waiting, this.used, 'latin1')
    this.used = end
    this.waiting = ''
  }
}

/** Every text is a copy: a sliced string would keep all texts of the payload in memory. */
export class TextReader {
  constructor(
    private readonly lengths: NumberReader,
    private readonly bytes: Buffer,
    private at: number,
    private readonly end: number,
  ) {}

  /** @throws RangeError when the lengths lead beyond the texts */
  next(): string {
    const start = this.at
    this.at += this.lengths.next()
    if (this.at > this.end) throw new RangeError('a text that is not there')
    return this.bytes.toString('latin1', start, this.at)
  }
}
