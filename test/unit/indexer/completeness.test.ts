import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Complete, type Level, levels, lift } from '../../../src/indexer/source/completeness/level'

const rank = (level: Level) => levels.indexOf(level)

/** Level of every block, one by one: what ranges are short for. */
function spread(ranges: readonly Complete[]): Map<number, Level> {
  const blocks = new Map<number, Level>()
  for (const { level, fromBlock, toBlock } of ranges)
    for (let block = fromBlock; block <= toBlock; block++) blocks.set(block, level)
  return blocks
}

const anyLevel = fc.constantFrom(...levels)
/** Ranges in order, with and without gaps between them. */
const anyRanges = fc
  .array(fc.record({ level: anyLevel, width: fc.integer({ min: 1, max: 9 }), gap: fc.integer({ min: 0, max: 3 }) }))
  .map((parts) => {
    let next = 0
    return parts.map(({ level, width, gap }): Complete => {
      const fromBlock = next + gap
      next = fromBlock + width
      return { level, fromBlock, toBlock: next - 1 }
    })
  })
const anyRaise = fc
  .record({ level: anyLevel, fromBlock: fc.integer({ min: 0, max: 40 }), width: fc.integer({ min: 1, max: 30 }) })
  .map(({ level, fromBlock, width }): Complete => ({ level, fromBlock, toBlock: fromBlock + width - 1 }))

describe('completeness by range', () => {
  it('raises known blocks of the range to its level, lowers none, and knows no block it did not know', () => {
    fc.assert(
      fc.property(anyRanges, anyRaise, (ranges, raised) => {
        const expected = spread(ranges)
        for (const [block, level] of expected)
          if (block >= raised.fromBlock && block <= raised.toBlock && rank(level) < rank(raised.level))
            expected.set(block, raised.level)
        expect(spread(lift(ranges, raised))).toEqual(expected)
      }),
    )
  })

  it('never leaves two neighbours of one level: the table does not grow with history', () => {
    fc.assert(
      fc.property(anyRanges, anyRaise, (ranges, raised) => {
        const next = lift(ranges, raised)
        for (const [i, range] of next.entries()) {
          const before = next[i - 1]
          if (before?.level === range.level) expect(range.fromBlock).toBeGreaterThan(before.toBlock + 1)
          expect(range.toBlock).toBeGreaterThanOrEqual(range.fromBlock)
        }
      }),
    )
  })

  it('of a history swept in pieces is one row', () => {
    let ranges: Complete[] = [
      { level: 'structure', fromBlock: 0, toBlock: 999 },
      { level: 'block', fromBlock: 1_000, toBlock: 1_050 },
    ]
    for (let from = 0; from < 1_000; from += 100)
      ranges = lift(ranges, { level: 'bloom', fromBlock: from, toBlock: from + 99 })
    expect(ranges).toEqual([
      { level: 'bloom', fromBlock: 0, toBlock: 999 },
      { level: 'block', fromBlock: 1_000, toBlock: 1_050 },
    ])
  })
})
