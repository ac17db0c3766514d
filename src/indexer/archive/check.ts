import { StructureFault } from '../history/faults'
import type { Piece } from '../history/range'
import { checkHeaders, checkLogs } from '../history/structure'

/** What is checked of a node's answer, again: an archive is believed no more than a node. @throws StructureFault */
export function checkPiece({ range, blocks, parentHash, hash, logs }: Piece, addresses: ReadonlySet<string>): void {
  const all = blocks.flatMap((block) => block.logs)
  checkLogs(all, range, addresses)
  checkHeaders(all, new Map(blocks.map(({ header }) => [header.height, header])))
  const first = blocks[0]?.header
  const last = blocks[blocks.length - 1]?.header
  if (last?.height !== range.to || last.hash !== hash) throw new StructureFault(range.to, 'the last block is missing')
  if (first?.height === range.from && first.parentHash !== parentHash)
    throw new StructureFault(range.from, 'its parent is another than the archive says')
  if (all.length !== logs) throw new StructureFault(range.from, `${all.length} logs where there were ${logs}`)
}
