import { type FrameHeader, HEADER_BYTES, isSound, readHeader } from './frame'

/** A frame whose digest holds. */
export interface Frame {
  readonly header: FrameHeader
  readonly bytes: Buffer
}

export interface Segment {
  /** sound, each the child of the one before */
  readonly frames: readonly Frame[]
  /** bytes of these frames; those behind them are not trusted */
  readonly soundBytes: number
  /** `torn`: the last frame was not written to its end, as a kill leaves it; `corrupt`: bytes differ from those written */
  readonly end: 'whole' | 'torn' | 'corrupt'
}

/** Reads the frames of a segment as far as they are sound. */
export function readSegment(bytes: Buffer): Segment {
  const frames: Frame[] = []
  let at = 0
  const stop = (end: Segment['end']) => ({ frames, soundBytes: at, end })
  while (at < bytes.length) {
    if (bytes.length - at < HEADER_BYTES) return stop('torn')
    const header = readHeader(bytes.subarray(at))
    if (!header) return stop('corrupt')
    if (bytes.length - at < header.frameBytes) return stop('torn')
    const frame = bytes.subarray(at, at + header.frameBytes)
    const above = frames[frames.length - 1]?.header
    const follows = !above || (header.range.from === above.range.to + 1 && header.parentHash === above.hash)
    if (!follows || !isSound(frame)) return stop('corrupt')
    frames.push({ header, bytes: frame })
    at += header.frameBytes
  }
  return stop('whole')
}
