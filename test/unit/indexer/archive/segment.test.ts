import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { packFrame, unpackFrame } from '../../../../src/indexer/archive/frame'
import { readSegment } from '../../../../src/indexer/archive/segment'
import type { Piece } from '../../../../src/indexer/history/range'
import { pieces } from './pieces'

const FIRST = 1_000

const packed = async (all: readonly Piece[]) => Buffer.concat(await Promise.all(all.map(packFrame)))
/** What a piece weighed on the wire is not kept. */
const kept = ({ bytes: _, ...rest }: Piece) => rest

async function unpacked(bytes: Buffer) {
  const { frames, end } = readSegment(bytes)
  return { pieces: (await Promise.all(frames.map((each) => unpackFrame(each.header, each.bytes)))).map(kept), end }
}

describe('a segment of the archive', () => {
  it('gives back what was written (X10)', async () => {
    await fc.assert(
      fc.asyncProperty(pieces(FIRST, { minLength: 1, maxLength: 4 }), async (all) => {
        expect(await unpacked(await packed(all))).toEqual({ pieces: all.map(kept), end: 'whole' })
      }),
    )
  })

  it('gives nothing from a flipped bit on, wherever it is (X10)', async () => {
    await fc.assert(
      fc.asyncProperty(pieces(FIRST, { minLength: 2, maxLength: 3 }), fc.nat(), fc.nat(7), async (all, place, bit) => {
        const bytes = await packed(all)
        bytes[place % bytes.length]! ^= 1 << bit
        const { pieces: found, end } = await unpacked(bytes)
        expect(end).toBe('corrupt')
        expect(found).toEqual(all.slice(0, found.length).map(kept))
        expect(found.length).toBeLessThan(all.length)
      }),
      { numRuns: 500 },
    )
  })

  it('ends at the last whole frame when the writer was killed (X10)', async () => {
    await fc.assert(
      fc.asyncProperty(pieces(FIRST, { minLength: 1, maxLength: 3 }), fc.nat(), async (all, place) => {
        const frames = await Promise.all(all.map(packFrame))
        const length = place % frames.reduce((sum, each) => sum + each.length, 0)
        const { pieces: found, end } = await unpacked(Buffer.concat(frames).subarray(0, length))
        let whole = 0
        for (let at = 0; whole < frames.length && at + frames[whole]!.length <= length; whole++)
          at += frames[whole]!.length
        const boundary = frames.slice(0, whole).reduce((sum, each) => sum + each.length, 0) === length
        expect(end).toBe(boundary ? 'whole' : 'torn')
        expect(found).toEqual(all.slice(0, whole).map(kept))
      }),
    )
  })

  it('is not believed where a frame is no child of the one before (X10)', async () => {
    const [first, second] = fc.sample(pieces(FIRST, { minLength: 2, maxLength: 2 }), { seed: 1, numRuns: 1 })[0]!
    const orphan = { ...second!, parentHash: `0x${'0'.repeat(64)}` }
    const gap = { ...second!, range: { ...second!.range, from: second!.range.from + 1 } }
    for (const wrong of [orphan, gap]) expect((await unpacked(await packed([first!, wrong]))).end).toBe('corrupt')
  })
})
