import type { Piece } from './range'

/** Takes final pieces as they pass, in the order of the chain, before their blocks are handed to the indexer. */
export interface PieceSink {
  /** the first block it does not hold */
  readonly next: number
  /**
   * Packs a piece as soon as it is read, in any order. Calling the result writes it: in the order of the chain, and a
   * piece that does not follow the last one is skipped.
   */
  take(piece: Piece): Promise<Append>
}

/** Resolves when the piece is written, which need not be in memory any more. */
export type Append = () => Promise<void>
