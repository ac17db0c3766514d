import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { packFrame, unpackFrame } from '../../../../src/indexer/source/archive/frame'
import { readSegment } from '../../../../src/indexer/source/archive/segment'
import type { Piece } from '../../../../src/indexer/source/history/range'
import { CONTRACTS, pieces } from './pieces'

const FIRST = 1_000
const places = new Map(CONTRACTS.map((address, place) => [address, place]))

const framesOf = (all: readonly Piece[]) => Promise.all(all.map((piece) => packFrame(piece, places)))
const packed = async (all: readonly Piece[]) => Buffer.concat(await framesOf(all))
/** What a piece weighed on the wire is not kept; logs are there when they are asked for. */
const kept = ({ bytes: _, blocks, ...rest }: Piece) => ({
  ...rest,
  blocks: blocks.map(({ header, logs }) => ({ header, logs })),
})

async function unpacked(bytes: Buffer) {
  const { frames, end } = readSegment(bytes)
  const found = await Promise.all(frames.map((each) => unpackFrame(each.header, each.bytes, CONTRACTS)))
  return { pieces: found.map(kept), end }
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
        const frames = await framesOf(all)
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

  it('takes no log of another contract, none out of order, and no text that is not hex (X10)', async () => {
    const [piece] = fc.sample(pieces(FIRST, { minLength: 1, maxLength: 1 }), { seed: 1, numRuns: 1 })[0]!
    const at = piece!.blocks.findIndex(({ logs }) => logs.length > 1)
    const block = piece!.blocks[at]!
    const [first, second, ...others] = block.logs
    const swapped = [second!, first!, ...others]
    const foreign = [{ ...first!, address: `0x${'0f'.repeat(20)}` }, second!, ...others]
    const wide = [{ ...first!, data: '0xĀ' }, second!, ...others]
    for (const logs of [swapped, foreign, wide])
      await expect(
        packFrame({ ...piece!, blocks: piece!.blocks.with(at, { ...block, logs }) }, places),
      ).rejects.toThrow(RangeError)
    const unordered = [...piece!.blocks].reverse()
    await expect(packFrame({ ...piece!, blocks: unordered }, places)).rejects.toThrow(RangeError)
  })

  it('is not believed where a frame is no child of the one before (X10)', async () => {
    const [first, second] = fc.sample(pieces(FIRST, { minLength: 2, maxLength: 2 }), { seed: 1, numRuns: 1 })[0]!
    const orphan = { ...second!, parentHash: `0x${'0'.repeat(64)}` }
    const gap = { ...second!, range: { ...second!.range, from: second!.range.from + 1 } }
    for (const wrong of [orphan, gap]) expect((await unpacked(await packed([first!, wrong]))).end).toBe('corrupt')
  })
})
