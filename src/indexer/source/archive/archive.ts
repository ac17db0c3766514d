import { mkdirSync } from 'node:fs'
import { AssayError } from '../../../errors'
import type { Piece } from '../history/range'
import type { Append, PieceSink } from '../history/sink'
import { corrupt } from './damage'
import { SegmentFolder } from './folder'
import { packFrame } from './frame'
import { type ArchiveIdentity, requireIdentity } from './identity'
import { renew } from './renew'
import { Tail } from './tail'
import { holdArchive } from './writerLock'

/** A segment is read at once, and fetched again when a bit of it has flipped: about 100,000 logs. */
const SEGMENT_BYTES = 8 * 1024 * 1024

interface ArchiveHead {
  readonly number: number
  readonly hash: string
}

/**
 * Final logs of one network on disk, as the node gave them and contiguous from the start block on. Frames are only ever
 * appended. The archive is a cache of the chain, so a write ends in the page cache, without fsync: a killed process loses
 * nothing, a power cut at most the segment being written, and both are noticed.
 */
export class Archive implements PieceSink {
  readonly segments: SegmentFolder
  /** contract → its index among the addresses of the archive's identity */
  readonly places: ReadonlyMap<string, number>
  private head: ArchiveHead | undefined
  private tail: Tail | undefined
  private writes: Promise<void> = Promise.resolve()

  private constructor(
    folder: string,
    readonly identity: ArchiveIdentity,
    private writable: boolean,
    private readonly segmentBytes: number,
  ) {
    this.segments = new SegmentFolder(folder)
    this.places = new Map(identity.addresses.map((address, place) => [address, place]))
  }

  /**
   * Opens the archive in a folder, creates it where there is none.
   * @param fill to fill it; a damaged end is cut off then, and comes again from the node
   * @param segmentBytes where a segment ends
   * @throws AssayError E-ARCHIVE-OLDER, E-ARCHIVE-FILTER, E-ARCHIVE-CORRUPT; E-ARCHIVE-HELD when another process fills it
   */
  static async open(
    folder: string,
    identity: ArchiveIdentity,
    fill: boolean,
    segmentBytes = SEGMENT_BYTES,
  ): Promise<Archive> {
    mkdirSync(folder, { recursive: true })
    const { older } = requireIdentity(folder, identity)
    if (fill) holdArchive(folder)
    const archive = new Archive(folder, identity, fill, segmentBytes)
    if (older) await renew(archive.segments, identity, archive.writable)
    await archive.findHead()
    return archive
  }

  /** The last block it holds, if any. */
  get end(): ArchiveHead | undefined {
    return this.head
  }

  get next(): number {
    return this.head ? this.head.number + 1 : this.identity.startBlock
  }

  /** Whether this process fills it. */
  get filling(): boolean {
    return this.writable
  }

  /** Never fails: an indexer with a node goes on without an archive. The first error is reported and ends writing. */
  async take(piece: Piece): Promise<Append> {
    const { range, parentHash, hash } = piece
    if (!this.writable || range.from < this.next) return async () => {}
    const packed = await packFrame(piece, this.places).catch((error: Error) => error)
    return () => {
      this.writes = this.writes
        .then(() => this.write({ range, parentHash, hash }, packed))
        .catch((error) => this.stopFilling(error))
      return this.writes
    }
  }

  /** Writes nothing more, and says why. */
  stopFilling(error: unknown): void {
    if (!this.writable) return
    this.writable = false
    console.error(`archive: no longer filled: ${(error as Error).message}. ${(error as AssayError).next ?? ''}`)
  }

  private async write(ends: Pick<Piece, 'range' | 'parentHash' | 'hash'>, frame: Buffer | Error): Promise<void> {
    const { range, parentHash, hash } = ends
    // Two readers may bring the same range: the later one has nothing new.
    if (!this.writable || range.from !== this.next) return
    if (frame instanceof Error) throw frame
    if (this.head && parentHash !== this.head.hash) throw this.otherChain(this.head)
    try {
      if (this.tail && this.tail.bytes >= this.segmentBytes) await this.close()
      this.tail ??= await Tail.open(this.segments.file(range.from))
      await this.tail.append(frame)
    } catch (cause) {
      throw new AssayError('E-ARCHIVE-WRITE', `cannot write the archive: ${(cause as Error).message}`, {
        next: 'Make room or rights in its folder, or index without an archive: --no-archive.',
        details: { folder: this.segments.folder, block: range.from },
        cause,
        retryable: true,
      })
    }
    this.head = { number: range.to, hash }
  }

  /** Makes what was written durable. */
  async close(): Promise<void> {
    const { tail } = this
    this.tail = undefined
    await tail?.close()
  }

  /** @throws AssayError of this code, with what to do about an archive whose chain is not the node's */
  otherChain({ number, hash }: ArchiveHead): AssayError {
    return new AssayError('E-ARCHIVE-CHAIN', `the archive's block ${number} is not on the node's chain`, {
      next: 'If the node is right, delete the archive: it is filled again. If the archive is, use another node.',
      details: { folder: this.segments.folder, block: number, hash },
    })
  }

  /** Finds the last sound frame, reading the last segment alone. */
  private async findHead(): Promise<void> {
    for (const first of this.segments.firsts().reverse()) {
      const { frames, soundBytes, end } = await this.segments.read(first)
      const last = frames[frames.length - 1]?.header
      if (end === 'corrupt' && !this.writable)
        throw corrupt(this.segments, first, { from: last ? last.range.to + 1 : first })
      if (end !== 'whole' && this.writable) {
        console.error(
          `archive: ${end} after block ${last?.range.to ?? first - 1} in ${this.segments.file(first)}, cut off`,
        )
        await this.segments.cut(first, soundBytes)
      }
      if (!last) continue
      this.head = { number: last.range.to, hash: last.hash }
      if (this.writable) this.tail = await Tail.open(this.segments.file(first))
      return
    }
  }
}
