import { type Pause, realPause } from '../../../process/backOff'
import { Latch } from '../../../process/latch'
import { Pipeline } from './pipeline'
import type { HistoryBlock, HistoryFilter } from './range'
import { RangeReader } from './reader'
import type { RefusalAlarm } from './refusalAlarm'
import { retry } from './retry'
import { callOne, type HistoryRpc } from './rpc'
import type { PieceSink } from './sink'
import { Stride } from './stride'
import type { BlockRange } from './structure'
import { hex, quantity, readHeader } from './wire'

/** How often a source that may not stop asks for new final blocks. */
const POLL_MS = 500

interface HeightRange {
  readonly from: number
  readonly to?: number
}

/**
 * Final blocks of a chain through filtered `eth_getLogs`. It has the shape of the SDK's `DataSource`, which its Runner
 * takes as `archive` at every start: the first sync and the gap after a long stop both come through here.
 */
export class History {
  private readonly stride = new Stride()

  constructor(
    private readonly rpc: HistoryRpc,
    private readonly filter: HistoryFilter,
    /** blocks on top of a block that make it final */
    private readonly finalityConfirmation: number,
    private readonly pause: Pause = realPause,
    private readonly sink?: PieceSink,
    /** transforms each block as soon as it is read */
    private readonly prepare?: (block: HistoryBlock) => HistoryBlock,
    /** closed from the hand-over of a batch until it is folded */
    private readonly readAhead = new Latch(),
    private readonly refusalAlarm?: RefusalAlarm,
  ) {}

  async getFinalizedHeight(): Promise<number> {
    const read = async () => quantity(await callOne(this.rpc, 'eth_blockNumber', []), 0)
    const head = await retry({ block: 0, text: 'asking for the head' }, this.pause, read, this.refusalAlarm)
    return Math.max(0, head - this.finalityConfirmation)
  }

  /** Hash of the block at a height, or undefined when the node has none there. */
  async getBlockHash(height: number): Promise<string | undefined> {
    const read = async () => {
      const answer = await callOne(this.rpc, 'eth_getBlockByNumber', [hex(height), false])
      return answer ? readHeader(answer, height).hash : undefined
    }
    return retry({ block: height, text: `asking for block ${height}` }, this.pause, read, this.refusalAlarm)
  }

  /** @param requests only their ranges matter: which logs are read is the filter's choice */
  async *getFinalizedBlocks(
    requests: readonly { readonly range: HeightRange }[],
    stopOnHead = false,
  ): AsyncGenerator<{ blocks: HistoryBlock[]; isHead: boolean }> {
    let from = requests[0]!.range.from
    const end = requests[requests.length - 1]!.range.to ?? Number.POSITIVE_INFINITY
    let parentHash = from > 0 ? await this.getBlockHash(from - 1) : undefined
    while (from <= end) {
      const top = Math.min(end, await this.getFinalizedHeight())
      if (top < from) {
        if (stopOnHead) return
        await this.pause(POLL_MS)
        continue
      }
      // A range across the sink's end could neither be appended nor skipped: it is cut there.
      const to = this.sink && from < this.sink.next ? Math.min(top, this.sink.next - 1) : top
      const batches = this.pipeline(this.sink, this.prepare, this.readAhead).run({ from, to }, parentHash)
      let step = await batches.next()
      while (!step.done) {
        const blocks = step.value
        yield { blocks, isHead: blocks[blocks.length - 1]!.header.height === top }
        step = await batches.next()
      }
      parentHash = step.value
      from = to + 1
    }
  }

  /** One range, in batches. @param sink takes its pieces in place of the history's own */
  read(range: BlockRange, parentHash: string | undefined, sink: PieceSink): AsyncGenerator<HistoryBlock[], string> {
    return this.pipeline(sink).run(range, parentHash)
  }

  private pipeline(sink?: PieceSink, prepare?: (block: HistoryBlock) => HistoryBlock, readAhead?: Latch): Pipeline {
    const reader = new RangeReader(this.rpc, this.filter, this.stride, this.pause, this.refusalAlarm)
    return new Pipeline(reader, this.stride, this.pause, sink, prepare, readAhead)
  }
}
