/** Whole numbers from 0 to 2^53 - 1, seven bits to a byte, the lowest first. */
export class NumberWriter {
  private buffer = Buffer.allocUnsafe(64 * 1024)
  private used = 0

  push(value: number): void {
    if (this.used + MAX_BYTES > this.buffer.length) {
      const larger = Buffer.allocUnsafe(this.buffer.length * 2)
      this.buffer.copy(larger, 0, 0, this.used)
      this.buffer = larger
    }
    let rest = value
    while (rest >= 0x80) {
      this.buffer[this.used++] = (rest % 0x80) | 0x80
      rest = Math.floor(rest / 0x80)
    }
    this.buffer[this.used++] = rest
  }

  /** Bytes written so far. */
  get length(): number {
    return this.used
  }

  bytes(): Buffer {
    return this.buffer.subarray(0, this.used)
  }
}

/** 53 bits in sevens. */
const MAX_BYTES = 8

export class NumberReader {
  constructor(
    private readonly bytes: Buffer,
    private at: number,
  ) {}

  /** @throws RangeError where no number is */
  next(): number {
    // Nearly every number takes one byte.
    const first = this.bytes[this.at]
    if (first !== undefined && first < 0x80) {
      this.at++
      return first
    }
    let value = 0
    let scale = 1
    for (let read = 0; read < MAX_BYTES; read++) {
      const byte = this.bytes[this.at++]
      if (byte === undefined) break
      if (byte < 0x80) return value + byte * scale
      value += (byte - 0x80) * scale
      scale *= 0x80
    }
    throw new RangeError(`no number ends at byte ${this.at}`)
  }
}
