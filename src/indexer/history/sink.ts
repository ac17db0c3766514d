import type { Piece } from './range'

/** Takes final pieces as they pass, in the order of the chain, before their blocks are handed to the indexer. */
export interface PieceSink {
  /** the first block it does not hold */
  readonly next: number
  /** Resolves when they are written; pieces that do not follow what it holds are passed over. */
  append(pieces: readonly Piece[]): Promise<void>
}
