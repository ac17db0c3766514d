import { AssayError } from '../../../errors'
import type { Pause } from '../../../process/backOff'
import { Latch } from '../../../process/latch'
import type { HistoryBlock, Piece } from './range'
import type { RangeReader } from './reader'
import type { Append, PieceSink } from './sink'
import { type Stride, TARGET_BYTES } from './stride'
import type { BlockRange } from './structure'

/** Ranges read at once: of the SDK's ten connections, some are left for their headers. */
const LANES = 4
/** Wire bytes read ahead of the writer: a whole commit of short logs. Decoded, they take about half as much. */
const BUDGET_BYTES = 80 * 1024 * 1024
/** Ranges read ahead: empty ones weigh nothing and still cost an entry. */
const MAX_AHEAD = 64
/** Logs of one commit: a balance that many of them touch is written once; few enough to fold in memory. */
const BATCH_LOGS = 100_000
/** Rereads of a range whose first block is no child of the one before. */
const PARENT_TRIES = 5
const PARENT_WAIT_MS = 1_000

/** A range that was read: the ends of its pieces, their appends to the sink, and blocks ready for the handler. */
interface Read {
  readonly ends: readonly Ends[]
  readonly appends: readonly Append[]
  readonly blocks: readonly HistoryBlock[]
}

type Ends = Omit<Piece, 'blocks'>

interface Lane {
  readonly range: BlockRange
  readonly read: Promise<Read>
  /** bytes of its answers; an estimate until it is read */
  bytes: number
  done: boolean
}

/** Ranges read several at once, handed over in the order of the chain. */
export class Pipeline {
  private readonly ahead: Lane[] = []
  private failed = false
  private next = 0
  private to = -1

  constructor(
    private readonly reader: RangeReader,
    private readonly stride: Stride,
    private readonly pause: Pause,
    private readonly sink?: PieceSink,
    /** transforms each block as soon as its range is read, while earlier ranges are being written */
    private readonly prepare: (block: HistoryBlock) => HistoryBlock = (block) => block,
    private readonly readAhead = new Latch(),
  ) {}

  /**
   * Blocks with logs of ours from `from` to `to`, and the last block of each batch.
   * @param parentHash hash of the block before `from`, when it is known
   * @throws AssayError E-SOURCE-PARENT, E-SOURCE-STRUCTURE, E-SOURCE-RPC
   */
  async *run({ from, to }: BlockRange, parentHash: string | undefined): AsyncGenerator<HistoryBlock[], string> {
    this.next = from
    this.to = to
    let above = parentHash
    let batch: HistoryBlock[] = []
    let logs = 0
    this.readAhead.open()
    this.fill()
    while (this.ahead.length > 0) {
      const lane = this.ahead[0]!
      const { ends, appends, blocks } = await this.chained(lane, above)
      this.ahead.shift()
      for (const append of appends) await append()
      for (const block of blocks) batch.push(block)
      for (const each of ends) logs += each.logs
      above = ends[ends.length - 1]!.hash
      // Ranges that were read meanwhile go into the same commit.
      if (this.ahead[0]?.done && logs < BATCH_LOGS) continue
      this.readAhead.close()
      this.fill()
      yield batch
      this.readAhead.open()
      batch = []
      logs = 0
    }
    return above!
  }

  private fill(): void {
    const reading = this.ahead.filter(({ done }) => !done).length
    let free = LANES - reading
    let held = this.ahead.reduce((sum, { bytes }) => sum + bytes, 0)
    while (!this.failed && free > 0 && this.next <= this.to && this.ahead.length < MAX_AHEAD) {
      // The first lane is read whatever the budget: the order of the chain waits for it.
      if (this.ahead.length > 0 && held + TARGET_BYTES > BUDGET_BYTES) return
      const range = { from: this.next, to: Math.min(this.to, this.next + this.stride.width - 1) }
      this.next = range.to + 1
      this.ahead.push(this.start(range))
      held += TARGET_BYTES
      free -= 1
    }
  }

  private start(range: BlockRange): Lane {
    const read = this.read(range)
    const lane: Lane = { range, read, bytes: TARGET_BYTES, done: false }
    read.then(
      ({ ends }) => {
        lane.done = true
        lane.bytes = ends.reduce((sum, { bytes }) => sum + bytes, 0)
        this.fill()
      },
      () => {
        // `chained` throws it in the order of the chain: the ranges before it are good.
        this.failed = true
      },
    )
    return lane
  }

  private async read(range: BlockRange): Promise<Read> {
    await this.readAhead.opened()
    const pieces = await this.reader.read(range)
    const blocks = pieces.flatMap((piece) => piece.blocks.map(this.prepare))
    const { sink } = this
    const appends = sink ? await Promise.all(pieces.map((piece) => sink.take(piece))) : []
    // The pieces are dropped: their logs would be most of the memory.
    return { ends: pieces.map(({ blocks, ...ends }) => ends), appends, blocks }
  }

  /** A lane's range, read again until each piece is the child of the one before. @throws AssayError E-SOURCE-PARENT */
  private async chained(lane: Lane, parentHash: string | undefined): Promise<Read> {
    let read = await lane.read
    for (let tries = 1; ; tries++) {
      const broken = firstBreak(read.ends, parentHash)
      if (!broken) return read
      if (tries >= PARENT_TRIES)
        throw new AssayError('E-SOURCE-PARENT', `block ${broken.range.from}: its parent is not the block before it`, {
          next: 'The endpoint serves two chains, or replaced a final block. Nothing of this range was written.',
          details: { block: broken.range.from, parentHash: broken.parentHash, reason: 'broken parent' },
        })
      await this.pause(PARENT_WAIT_MS)
      read = await this.read(lane.range)
    }
  }
}

function firstBreak(pieces: readonly Ends[], parentHash: string | undefined): Ends | undefined {
  let above = parentHash
  for (const piece of pieces) {
    if (above !== undefined && piece.parentHash !== above) return piece
    above = piece.hash
  }
  return undefined
}
