/** Whole numbers from 0 to 2^53 - 1, seven bits to a byte, the lowest first. */
export class NumberWriter {
  private buffer = Buffer.allocUnsafe(4_096)
  private length = 0

  push(value: number): void {
    if (this.length + MAX_BYTES > this.buffer.length) {
      const larger = Buffer.allocUnsafe(this.buffer.length * 2)
      this.buffer.copy(larger, 0, 0, this.length)
      this.buffer = larger
    }
    let rest = value
    while (rest >= 0x80) {
      this.buffer[this.length++] = (rest % 0x80) | 0x80
      rest = Math.floor(rest / 0x80)
    }
    this.buffer[this.length++] = rest
  }

  bytes(): Buffer {
    return this.buffer.subarray(0, this.length)
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
