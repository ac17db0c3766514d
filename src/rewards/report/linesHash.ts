import { createHash } from 'node:crypto'
import { allOf, type Rows } from '../../economics/rewards/rows'
import { type Hash, hash } from '../../economics/units'
import { canonicalJson, sortedLines } from './canonicalJson'
import { sha256 } from './sha256'

/** Bytes of a block of lines: a line of a position has 300, and what is left over at its end is little. */
const BLOCK_BYTES = 4 * 1024 * 1024
/** A line longer than this is written alone, as every line would be by sorting texts. */
const MAX_LINE = 64 * 1024
/** Bytes that are compared as two numbers, behind those that all lines begin with. */
const KEY_BYTES = 6

/**
 * sha256 of `sortedLines`, for a million rows: lines are kept as bytes outside the heap, 300 MB that no garbage collector
 * walks, and are compared by the first bytes in which they can differ. By code unit, as texts are sorted: lines that are
 * not ASCII, whose bytes may sort otherwise, are sorted as texts.
 */
export function sortedLinesHash(rows: Rows<object>): Hash {
  const lines = new Lines(rows.length)
  for (const row of rows) if (!lines.add(canonicalJson(row))) return sha256(sortedLines(allOf(rows)))
  return lines.sortedHash()
}

class Lines {
  private readonly blocks: Buffer[] = []
  private readonly blockOf: Uint16Array
  private readonly starts: Uint32Array
  private readonly ends: Uint32Array
  private used = BLOCK_BYTES
  private count = 0

  constructor(rows: number) {
    this.blockOf = new Uint16Array(rows)
    this.starts = new Uint32Array(rows)
    this.ends = new Uint32Array(rows)
  }

  /** @returns false when the line cannot be kept as bytes */
  add(line: string): boolean {
    const { length } = line
    if (length >= MAX_LINE) return false
    if (this.used + 3 * length + 1 > BLOCK_BYTES) {
      if (this.blocks.length > 0xffff) return false
      this.blocks.push(Buffer.allocUnsafeSlow(BLOCK_BYTES))
      this.used = 0
    }
    const block = this.blocks[this.blocks.length - 1]!
    if (block.write(line, this.used, 'utf8') !== length) return false
    this.blockOf[this.count] = this.blocks.length - 1
    this.starts[this.count] = this.used
    this.used += length
    block[this.used++] = 0x0a
    this.ends[this.count++] = this.used
    return true
  }

  sortedHash(): Hash {
    const digest = createHash('sha256')
    // Gathered first: an update has a fixed cost, which is that of hashing a line.
    const gathered = Buffer.allocUnsafe(MAX_LINE)
    let used = 0
    for (const line of this.sorted()) {
      const bytes = this.bytes(line)
      if (used + bytes.length > gathered.length) {
        digest.update(gathered.subarray(0, used))
        used = 0
      }
      used += bytes.copy(gathered, used)
    }
    return hash(`0x${digest.update(gathered.subarray(0, used)).digest('hex')}`)
  }

  private sorted(): Uint32Array {
    const order = Uint32Array.from({ length: this.count }, (_, line) => line)
    const shared = this.sharedPrefix()
    const [first, second] = [this.keys(shared), this.keys(shared + KEY_BYTES)]
    return order.sort((a, b) => first[a]! - first[b]! || second[a]! - second[b]! || this.compare(a, b))
  }

  /** Bytes that all lines begin with. */
  private sharedPrefix(): number {
    if (this.count === 0) return 0
    const model = this.bytes(0)
    let shared = model.length - 1
    for (let line = 1; line < this.count; line++) {
      const block = this.blocks[this.blockOf[line]!]!
      const start = this.starts[line]!
      shared = Math.min(shared, this.ends[line]! - start - 1)
      let at = 0
      while (at < shared && block[start + at] === model[at]) at++
      shared = at
    }
    return shared
  }

  /** The bytes of each line from `from` on as a number, 0 where it ends before: its newline sorts below all else in it. */
  private keys(from: number): Float64Array {
    const keys = new Float64Array(this.count)
    for (let line = 0; line < this.count; line++) {
      const block = this.blocks[this.blockOf[line]!]!
      const [start, end] = [this.starts[line]! + from, this.ends[line]! - 1]
      let key = 0
      for (let at = start; at < start + KEY_BYTES; at++) key = key * 256 + (at < end ? block[at]! : 0)
      keys[line] = key
    }
    return keys
  }

  private compare(a: number, b: number): number {
    const [left, right] = [this.blocks[this.blockOf[a]!]!, this.blocks[this.blockOf[b]!]!]
    // Without the newline, as texts are compared; a line of JSON holds no byte below it.
    return left.compare(right, this.starts[b]!, this.ends[b]! - 1, this.starts[a]!, this.ends[a]! - 1)
  }

  private bytes(line: number): Buffer {
    return this.blocks[this.blockOf[line]!]!.subarray(this.starts[line]!, this.ends[line]!)
  }
}
