import { StructureFault } from '../history/faults'
import type { Piece } from '../history/range'
import { checkHeaders } from '../history/structure'

/**
 * The blocks of a frame are those of its header, each the child of the one before. Its logs need no check: logs out of
 * order or of another contract cannot be encoded, and the digest shows whether a byte was changed since.
 * @throws StructureFault
 */
export function checkPiece({ range, blocks, parentHash, hash }: Piece): void {
  checkHeaders([], new Map(blocks.map(({ header }) => [header.height, header])))
  const first = blocks[0]?.header
  const last = blocks[blocks.length - 1]?.header
  if (last?.height !== range.to || last.hash !== hash) throw new StructureFault(range.to, 'the last block is missing')
  if (first?.height === range.from && first.parentHash !== parentHash)
    throw new StructureFault(range.from, 'its parent is another than the archive says')
}
