/** Blocks of the first ranges; growing from there: where blocks are full, four of 128 were a hundred megabytes at once. */
const FIRST_WIDTH = 16
/** The widest range that most providers admit. */
const MAX_WIDTH = 10_000
/**
 * A range's answer: large enough to hide a round trip of 100 ms. Where a chain becomes ten times denser within the
 * ranges that are under way, their answers are ten times this: still below the SDK's WebSocket message limit.
 */
export const TARGET_BYTES = 2 * 1024 * 1024
/**
 * While answers are small: where blocks are empty, ten questions to the widest range. By fours it were five, but where a
 * chain grows a hundred times denser within some hundred blocks, an answer was 50 MB before a smaller one had told.
 */
const GROWTH = 2
/** After a refusal: a ceiling that was hit is approached slowly. */
const CAREFUL_GROWTH = 1.125

/** How many blocks the next range takes: grows while answers are small, shrinks when the node refuses. */
export class Stride {
  private blocks = FIRST_WIDTH
  private growth = GROWTH

  get width(): number {
    return Math.max(1, Math.floor(this.blocks))
  }

  /** An answer of `bytes` for `width` blocks came through. */
  accept(width: number, bytes: number): void {
    const fits = bytes > 0 ? (width * TARGET_BYTES) / bytes : MAX_WIDTH
    if (fits < this.width) this.blocks = Math.max(1, fits)
    // A narrower question that was asked before says nothing for a wider one.
    else if (width > this.width / 2) this.blocks = Math.min(MAX_WIDTH, fits, this.width * this.growth)
  }

  /** The node refused `width` blocks. */
  refuse(width: number): void {
    this.growth = CAREFUL_GROWTH
    this.blocks = Math.max(1, Math.min(this.blocks, width / 2))
  }
}
