import type { Piece } from './range'

/** Takes final pieces as they pass, in the order of the chain, before their blocks are handed to the indexer. */
export interface PieceSink {
  /** the first block it does not hold */
  readonly next: number
  /**
   * Packs a piece as soon as it is read, in whatever order. It is written when the result is called, which is done in
   * the order of the chain; one that does not follow what is held is passed over.
   */
  take(piece: Piece): Promise<Append>
}

/** Resolves when the piece is written, which need not be in memory any more. */
export type Append = () => Promise<void>
