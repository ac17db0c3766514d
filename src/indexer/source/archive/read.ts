import type { Piece } from '../history/range'
import type { PieceSink } from '../history/sink'
import type { BlockRange } from '../history/structure'
import type { Archive } from './archive'
import { checkPiece } from './check'
import { corrupt } from './damage'
import { packFrame, unpackFrame } from './frame'
import type { Frame, Segment } from './segment'
import { Tail } from './tail'

/** Fetches a range from the node into a sink. @param parentHash hash of the block before it, when it is known */
export type Refetch = (range: BlockRange, parentHash: string | undefined, sink: PieceSink) => Promise<void>

/**
 * The pieces of an archive from a block on, up to where it ended when reading began. Every frame's digest and chain are
 * checked; a segment that fails is fetched again where there is a node.
 * @throws AssayError E-ARCHIVE-CORRUPT naming segment and blocks, E-ARCHIVE-CHAIN
 */
export async function* readPieces(archive: Archive, from: number, refetch?: Refetch): AsyncGenerator<Piece> {
  const { end } = archive
  if (!end) return
  const firsts = archive.segments.firsts().filter((first) => first <= end.number)
  let above: string | undefined
  for (const [i, first] of firsts.entries()) {
    const to = (firsts[i + 1] ?? end.number + 1) - 1
    if (to < from) continue
    const frames = await framesOf(archive, { from: first, to }, above, refetch)
    for (const { header, bytes } of frames) {
      above = header.hash
      if (header.range.to < from) continue
      const piece = await unpackFrame(header, bytes, archive.identity.addresses)
      checkPiece(piece)
      yield piece
      if (header.range.to >= end.number) return
    }
  }
}

/** The frames of one segment, sound and complete; @param range that it must cover */
async function framesOf(
  archive: Archive,
  range: BlockRange,
  parentHash: string | undefined,
  refetch: Refetch | undefined,
): Promise<readonly Frame[]> {
  const first = range.from
  let frames = covering(await archive.segments.read(first), range, parentHash)
  if (frames) return frames
  if (!refetch || range.to === archive.end?.number) throw corrupt(archive.segments, first, range)
  console.error(`archive: ${archive.segments.file(first)} is damaged, fetching blocks ${first} to ${range.to} again`)
  await replace(archive, range, parentHash, refetch)
  frames = covering(await archive.segments.read(first), range, parentHash)
  if (!frames) throw corrupt(archive.segments, first, range)
  return frames
}

function covering(
  { frames }: Segment,
  range: BlockRange,
  parentHash: string | undefined,
): readonly Frame[] | undefined {
  const first = frames[0]?.header
  const last = frames[frames.length - 1]?.header
  // The segment under way may have grown since the archive's end was read.
  const covers = first?.range.from === range.from && last !== undefined && last.range.to >= range.to
  return covers && (parentHash === undefined || first.parentHash === parentHash) ? frames : undefined
}

async function replace(
  { segments, places }: Archive,
  range: BlockRange,
  parentHash: string | undefined,
  refetch: Refetch,
): Promise<void> {
  await segments.dropDraft(range.from)
  const draft = await Tail.open(segments.draft(range.from))
  let next = range.from
  const sink: PieceSink = {
    get next() {
      return next
    },
    async take(piece) {
      const { to } = piece.range
      const frame = await packFrame(piece, places)
      return async () => {
        await draft.append(frame)
        next = to + 1
      }
    },
  }
  try {
    await refetch(range, parentHash, sink)
  } finally {
    await draft.close()
  }
  await segments.publish(range.from)
}
