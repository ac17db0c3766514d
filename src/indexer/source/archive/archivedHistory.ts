import { AssayError } from '../../../errors'
import { Latch } from '../../../process/latch'
import type { FinalData } from '../head/gap'
import type { History } from '../history/history'
import type { HistoryBlock } from '../history/range'
import type { BlockRange } from '../history/structure'
import { oneAhead } from '../oneAhead'
import type { Archive } from './archive'
import { type Refetch, readPieces } from './read'

/** Logs of one commit: the more, the fewer writes, since a balance is written once in each commit. */
const BATCH_LOGS = 170_000
/** Logs of the first commit: Postgres idles until they are decoded. */
const FIRST_LOGS = 30_000
/** Undecoded bytes of one commit, so that one of heavy logs fits into memory as well. */
const BATCH_BYTES = 72 * 1024 * 1024

interface Batch {
  readonly blocks: HistoryBlock[]
  readonly isHead: boolean
}

/** Final blocks from the archive as far as it reaches, from the node above that, where there is one. */
export class ArchivedHistory implements FinalData {
  constructor(
    private readonly archive: Archive,
    private readonly node: History | undefined,
    /** transforms each block as soon as it is read, while those before it are being written */
    private readonly prepare: (block: HistoryBlock) => HistoryBlock = (block) => block,
    /** closed from the hand-over of a batch until it is folded */
    private readonly readAhead = new Latch(),
  ) {}

  async getFinalizedHeight(): Promise<number> {
    return this.node ? this.node.getFinalizedHeight() : this.archive.next - 1
  }

  async getBlockHash(height: number): Promise<string | undefined> {
    if (this.node) return this.node.getBlockHash(height)
    const { end } = this.archive
    if (end?.number === height) return end.hash
    for await (const { blocks } of readPieces(this.archive, height)) {
      const header = blocks.find((block) => block.header.height >= height)?.header
      if (header?.height === height) return header.hash
      if (header?.height === height + 1) return header.parentHash
      if (header) break
    }
    throw new AssayError('E-ARCHIVE-CURSOR', `block ${height}, where the index ends, is not in the archive`, {
      next: 'Start with an RPC endpoint, or index into an empty database.',
      details: { block: height, archivedTo: end?.number },
    })
  }

  async *getFinalizedBlocks(
    requests: readonly { readonly range: { readonly from: number; readonly to?: number } }[],
    stopOnHead = false,
  ): AsyncGenerator<Batch> {
    let from = requests[0]!.range.from
    const to = Math.min(this.archive.next - 1, requests[requests.length - 1]!.range.to ?? Number.POSITIVE_INFINITY)
    this.readAhead.open()
    await this.requireSameChain(from)
    for await (const blocks of oneAhead(this.batches({ from, to }))) {
      from = blocks[blocks.length - 1]!.header.height + 1
      this.readAhead.close()
      yield { blocks, isHead: !this.node && from > to }
      this.readAhead.open()
    }
    if (!this.node) return
    const left = requests.map(({ range }) => ({ range: { ...range, from: Math.max(from, range.from) } }))
    yield* this.node.getFinalizedBlocks(left, stopOnHead)
  }

  /** Logs of two chains must not be mixed. @throws AssayError E-ARCHIVE-CHAIN when the node lacks the archive's last block */
  private async requireSameChain(from: number): Promise<void> {
    const { end } = this.archive
    if (!this.node || !end || end.number < from || end.number > (await this.node.getFinalizedHeight())) return
    if ((await this.node.getBlockHash(end.number)) !== end.hash) throw this.archive.otherChain(end)
  }

  private async *batches({ from, to }: BlockRange): AsyncGenerator<HistoryBlock[]> {
    let batch: HistoryBlock[] = []
    let [logs, bytes] = [0, 0]
    let enough = FIRST_LOGS
    for await (const piece of readPieces(this.archive, from, this.node && refetchFrom(this.node))) {
      await this.readAhead.opened()
      for (const block of piece.blocks)
        if (block.header.height >= from && block.header.height <= to) batch.push(this.prepare(block))
      logs += piece.logs
      bytes += piece.bytes
      if ((logs < enough && bytes < BATCH_BYTES) || batch.length === 0) continue
      yield batch
      batch = []
      logs = 0
      bytes = 0
      enough = BATCH_LOGS
    }
    if (batch.length > 0) yield batch
  }
}

const refetchFrom =
  (node: History): Refetch =>
  async (range, parentHash, sink) => {
    for await (const _ of node.read(range, parentHash, sink));
  }
