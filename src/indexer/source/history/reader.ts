import type { Pause } from '../../../process/backOff'
import { remedyOf } from './faults'
import { type HistoryFilter, type Piece, readRange } from './range'
import { finalError, retryWaits } from './retry'
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
    const reading = { block: from, text: `reading blocks ${from} to ${to}` }
    for (let failures = 1; ; failures++) {
      try {
        const piece = await readRange(this.rpc, this.filter, range, this.pause)
        this.stride.accept(width, piece.bytes)
        return [piece]
      } catch (error) {
        const final = finalError(error, failures, reading)
        if (final) throw final
        const remedy = width > 1 ? remedyOf(error) : 'wait'
        if (remedy !== 'split') await this.pause(retryWaits(failures))
        // A node that only stumbled gets the same request once more before the range is made smaller.
        if (remedy !== 'split' && !(remedy === 'split-or-wait' && failures > 1)) continue
        this.stride.refuse(width)
        const middle = from + Math.floor(width / 2)
        return [...(await this.read({ from, to: middle - 1 })), ...(await this.read({ from: middle, to }))]
      }
    }
  }
}
