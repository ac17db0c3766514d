/** Blocks of the first ranges; growing from there: where blocks are full, four of 128 were a hundred megabytes at once. */
const FIRST_WIDTH = 16
/** The widest range that most providers admit. */
const MAX_WIDTH = 10_000
/**
 * A range's answer: large enough to hide a round trip of 100 ms. A chain that becomes ten times denser within the ranges
 * under way gives ten times this, still below the SDK's WebSocket message limit.
 */
export const TARGET_BYTES = 2 * 1024 * 1024
/** Growth while answers are small: over empty blocks five requests reach the widest range instead of ten. */
const GROWTH = 4
/**
 * A leap goes to an eighth of the width that would fit: behind ranges under way the chain may be ten times denser.
 * Wider leaps gave answers of 40 to 50 MB, for which every later range waited.
 */
const HEADROOM = 8
/** Growth near the target, and after a refusal: a ceiling that was hit is approached slowly. */
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
    // An answer for a narrower range says nothing of a wider one.
    else if (width > this.width / 2) {
      const leap = Math.min(fits / HEADROOM, this.blocks * this.growth)
      this.blocks = Math.min(MAX_WIDTH, fits, Math.max(leap, this.blocks * CAREFUL_GROWTH))
    }
  }

  /** The node refused `width` blocks. @param fits what is asked instead */
  refuse(width: number, fits = width / 2): void {
    this.growth = CAREFUL_GROWTH
    this.blocks = Math.max(1, Math.min(this.blocks, fits))
  }
}
