/** Bytes of a piece: below the size from which the allocator maps and unmaps the pages of every buffer. */
const PIECE_BYTES = 64 * 1024
/** Sent pieces kept for reuse: 16 MiB, those of one write or two. */
const MAX_IDLE = 256

/** Sent pieces. Reusing them maps no new memory, and leaves the garbage collector no new buffers to count. */
const idle: Buffer[] = []

/** Bytes of rows on their way to the server, in pieces. */
export class Pieces {
  private readonly full: Buffer[] = []
  private open: Buffer | undefined
  private used = 0

  /** @param text a character a byte */
  add(text: string): void {
    if (text.length > PIECE_BYTES) {
      this.close()
      this.full.push(Buffer.from(text, 'latin1'))
      return
    }
    if (this.used + text.length > PIECE_BYTES) this.close()
    this.open ??= idle.pop() ?? Buffer.allocUnsafeSlow(PIECE_BYTES)
    this.used += this.open.write(text, this.used, 'latin1')
  }

  /** In the order they were filled; nothing is added after it. */
  all(): readonly Buffer[] {
    this.close()
    return this.full
  }

  /** Gives the pieces back for reuse, once the server has them all. */
  release(): void {
    for (const piece of this.full) {
      if (idle.length >= MAX_IDLE) return
      if (piece.buffer.byteLength === PIECE_BYTES) idle.push(Buffer.from(piece.buffer))
    }
  }

  private close(): void {
    if (this.open) this.full.push(this.open.subarray(0, this.used))
    this.open = undefined
    this.used = 0
  }
}
