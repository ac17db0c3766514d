import { isRateLimit, saidBy } from '../../../chain/said'
import type { Pause } from '../../../process/backOff'
import { remedyOf } from './faults'
import { widthThatFits } from './fits'
import { onOne } from './onOne'
import { type HistoryFilter, type Piece, readRange } from './range'
import type { RefusalAlarm } from './refusalAlarm'
import { finalError, retryWaits } from './retry'
import type { HistoryRpc } from './rpc'
import type { Stride } from './stride'
import type { BlockRange } from './structure'

/** Tries of a range after which it is split, where the endpoint's words do not say that it is too wide. */
const TRIES = 2
/** The same where it gives no logs at all: a reading asks twice, and a machine may fail at both for a moment. */
const REREADS = 4

/** Reads ranges until they are whole: waits where waiting helps, splits where the node cannot answer so much. */
export class RangeReader {
  constructor(
    private readonly rpc: HistoryRpc,
    private readonly filter: HistoryFilter,
    private readonly stride: Stride,
    private readonly pause: Pause,
    private readonly refusalAlarm?: RefusalAlarm,
  ) {}

  /** @returns pieces that cover `range` without a gap, in order @throws AssayError E-SOURCE-STRUCTURE, E-SOURCE-RPC */
  async read(range: BlockRange): Promise<Piece[]> {
    const { from, to } = range
    const width = to - from + 1
    const reading = { block: from, text: `reading blocks ${from} to ${to}` }
    for (let failures = 1; ; failures++) {
      try {
        const piece = await onOne(this.rpc, (one) => readRange(one, this.filter, range, this.pause, this.refusalAlarm))
        this.stride.accept(width, piece.bytes)
        await this.refusalAlarm?.over(reading)
        return [piece]
      } catch (error) {
        const final = finalError(error, failures, reading)
        if (final) throw final
        if (width > 1 && splits(error, failures)) {
          await this.refusalAlarm?.over(reading)
          return this.readSplit(range, widthThatFits(saidBy(error).words, width))
        }
        await this.refusalAlarm?.failed(reading, error, failures)
        await this.pause(retryWaits(failures))
      }
    }
  }

  /** @param fits blocks that the endpoint named; halves where it named none */
  private async readSplit({ from, to }: BlockRange, fits: number | undefined): Promise<Piece[]> {
    const width = to - from + 1
    const part = fits ?? Math.floor(width / 2)
    this.stride.refuse(width, part)
    const pieces: Piece[] = []
    for (let at = from; at <= to; at += part)
      for (const piece of await this.read({ from: at, to: Math.min(to, at + part - 1) })) pieces.push(piece)
    return pieces
  }
}

/** Whether a range is made smaller after so many failures. */
function splits(error: unknown, failures: number): boolean {
  const remedy = remedyOf(error)
  // What the pace has not mended may be a limit of ranges, told in the words of a rate.
  if (remedy === 'wait') return isRateLimit(error) && failures >= TRIES
  if (remedy === 'reread-or-split') return failures >= REREADS
  return remedy === 'split' || (remedy === 'split-or-wait' && failures >= TRIES)
}
