import { createHash, type Hash as Digest } from 'node:crypto'
import type { BlockNumber } from '../economics/units'

/** Blocks of one digest. */
const RANGE_BLOCKS = 1_000

/** What stands before the first digest of a chain. */
export const seedOf = (chainId: number) => createHash('sha256').update(`assay-log/v1 ${chainId}\n`).digest('hex')

/** The blocks that are digested with this one. @param to inclusive */
export function rangeOf(block: BlockNumber): { readonly from: BlockNumber; readonly to: BlockNumber } {
  const from = block - (block % RANGE_BLOCKS)
  return { from, to: from + RANGE_BLOCKS - 1 }
}

/** The events of a block, as they are digested. */
export interface BlockHashes {
  readonly number: BlockNumber
  readonly hash: string
  readonly events: number
  /** of the raw logs in their order, a line each */
  readonly lines: string
}

/**
 * SHA-256 of a text: the digest before it and the last block it covers, then of every block with events its number and
 * hash and, a line each, the hashes of their raw logs (docs/adr/0041-a-chained-digest.md).
 */
export class LogDigest {
  events = 0
  private text: Digest

  constructor(
    readonly previous: string,
    readonly range: { readonly from: BlockNumber; readonly to: BlockNumber },
  ) {
    this.text = createHash('sha256').update(`${previous} ${range.to}\n`)
  }

  add({ number, hash, events, lines }: BlockHashes): void {
    this.text.update(`${number} ${hash}\n${lines}`)
    this.events += events
  }

  /** What has been added so far, to be gone on with. */
  copy(): LogDigest {
    const copy = new LogDigest(this.previous, this.range)
    copy.text = this.text.copy()
    copy.events = this.events
    return copy
  }

  /** The one that a later block belongs to: chained to this one, or, where this has no events, to the one before it. */
  next(block: BlockNumber): LogDigest {
    return new LogDigest(this.last, rangeOf(block))
  }

  /** Of all events so far: this one's, or, where this has none, the one's before it. */
  get last(): string {
    return this.events > 0 ? this.value() : this.previous
  }

  value(): string {
    return this.text.copy().digest('hex')
  }
}
