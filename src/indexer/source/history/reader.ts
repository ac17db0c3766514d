import { AssayError } from '../../../errors'
import type { Pause } from '../../../process/backOff'
import { Patience } from './patience'
import { type HistoryFilter, type Piece, readRange } from './range'
import type { HistoryRpc } from './rpc'
import type { Stride } from './stride'
import type { BlockRange } from './structure'

/** Reads ranges until they are whole: waits where waiting helps, splits where the node cannot answer so much. */
export class RangeReader {
  constructor(
    private readonly rpc: HistoryRpc,
    private readonly filter: HistoryFilter,
    private readonly stride: Stride,
    private readonly pause: Pause,
  ) {}

  /** @returns pieces that cover `range` without a gap, in order @throws AssayError E-SOURCE-STRUCTURE, E-SOURCE-RPC */
  async read(range: BlockRange): Promise<Piece[]> {
    const { from, to } = range
    const width = to - from + 1
    const patience = new Patience({ block: from, text: `reading blocks ${from} to ${to}` }, this.pause)
    while (true) {
      try {
        const piece = await readRange(this.rpc, this.filter, range, this.pause)
        this.stride.accept(width, piece.bytes)
        return [piece]
      } catch (error) {
        // An error that stopped a batch of headers stops the range.
        if (error instanceof AssayError) throw error
        const remedy = await patience.after(error, width > 1)
        // A node that only stumbled gets the same question once more before the range is made smaller.
        const tooWide = remedy === 'split' || (remedy === 'split-or-wait' && patience.failures > 1)
        if (!tooWide || width === 1) continue
        this.stride.refuse(width)
        const middle = from + Math.floor(width / 2)
        return [...(await this.read({ from, to: middle - 1 })), ...(await this.read({ from: middle, to }))]
      }
    }
  }
}
