import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  checkEscrow,
  checkSettlement,
  checkSlash,
  escrowFor,
  MAX_PENALTY_BPS,
  quote,
  settle,
} from '../../../src/economics/billing'

const published = { feeBps: 200, governanceBps: 500, treasuryBps: 1_000, adaptorBps: 1_000 }

const usage = fc.record({
  computeUnits: fc.bigInt(0n, 2n ** 96n),
  basePrice: fc.bigInt(0n, 2n ** 128n),
  penaltyBps: fc.integer({ min: 0, max: MAX_PENALTY_BPS }),
})
const pair = fc
  .integer({ min: 0, max: 10_000 })
  .chain((first) => fc.tuple(fc.constant(first), fc.integer({ min: 0, max: 10_000 - first })))
const split = fc
  .tuple(pair, pair)
  .map(([[feeBps, governanceBps], [treasuryBps, adaptorBps]]) => ({ feeBps, governanceBps, treasuryBps, adaptorBps }))

describe('dgrid-bill/v1', () => {
  it('charges 0.0975 DGAI for 1.5 CU at 30 % (domain.md §3)', () => {
    expect(quote({ computeUnits: 1_500_000n, basePrice: 5n * 10n ** 16n, penaltyBps: 3_000 })).toBe(
      97_500_000_000_000_000n,
    )
  })

  it('splits that bill: fee 2 %, governance 5 %, then adaptor and treasury 10 % of the rest each', () => {
    expect(
      settle({ computeUnits: 1_500_000n, basePrice: 5n * 10n ** 16n, penaltyBps: 3_000, split: published }),
    ).toEqual({
      cost: 97_500_000_000_000_000n,
      fee: 1_950_000_000_000_000n,
      governance: 4_875_000_000_000_000n,
      treasury: 9_067_500_000_000_000n,
      adaptorShare: 9_067_500_000_000_000n,
      nodeShare: 72_540_000_000_000_000n,
    })
  })

  it('rounds every part down and leaves the remainder to the node', () => {
    // cost 19: fee 0, governance 0, rest 19, adaptor 1, treasury 1, node 17
    expect(settle({ computeUnits: 1_000_000n, basePrice: 19n, penaltyBps: 0, split: published })).toEqual({
      cost: 19n,
      fee: 0n,
      governance: 0n,
      treasury: 1n,
      adaptorShare: 1n,
      nodeShare: 17n,
    })
  })

  it('parts sum to the cost exactly, none negative, whatever the split', () => {
    fc.assert(
      fc.property(usage, split, (used, shares) => {
        const bill = settle({ ...used, split: shares })
        expect(checkSettlement({ ...used, ...bill }, shares)).toEqual([])
        for (const part of Object.values(bill)) expect(part).toBeGreaterThanOrEqual(0n)
      }),
      { numRuns: 1_000 },
    )
  })

  it('never costs more than the escrow taken for as many compute units', () => {
    fc.assert(
      fc.property(usage, fc.bigInt(0n, 2n ** 64n), (used, spare) => {
        expect(quote(used)).toBeLessThanOrEqual(escrowFor(used.computeUnits + spare, used.basePrice))
      }),
    )
  })

  it('is within one unit below the exact rational, never above', () => {
    fc.assert(
      fc.property(usage, (used) => {
        const exact = used.computeUnits * used.basePrice * (10_000n + BigInt(used.penaltyBps))
        const error = exact - quote(used) * 10_000_000_000n
        expect(error).toBeGreaterThanOrEqual(0n)
        expect(error).toBeLessThan(10_000_000_000n)
      }),
    )
  })

  it('refuses a penalty above 30 % and splits above the whole', () => {
    const used = { computeUnits: 1n, basePrice: 1n, penaltyBps: 0 }
    expect(() => quote({ ...used, penaltyBps: 3_001 })).toThrow(RangeError)
    expect(() => quote({ ...used, computeUnits: -1n })).toThrow(RangeError)
    expect(() => settle({ ...used, split: { ...published, feeBps: 9_501 } })).toThrow('exceed')
    expect(() => settle({ ...used, split: { ...published, treasuryBps: 9_001 } })).toThrow('exceed')
  })
})

describe('what a bill must keep', () => {
  const used = { computeUnits: 1_500_000n, basePrice: 5n * 10n ** 16n, penaltyBps: 3_000 }
  const sound = { ...used, ...settle({ ...used, split: published }) }

  it('names the invariant that a wrong bill breaks', () => {
    expect(checkSettlement({ ...sound, fee: sound.fee + 1n }).map((each) => each.code)).toEqual(['parts'])
    expect(
      checkSettlement({ ...sound, cost: sound.cost + 1n, nodeShare: sound.nodeShare + 1n }).map((each) => each.code),
    ).toEqual(['cost'])
    expect(checkSettlement({ ...sound, penaltyBps: 3_001 }).map((each) => each.code)).toEqual(['penalty'])
    expect(
      checkSettlement({ ...sound, fee: sound.fee + 1n, nodeShare: sound.nodeShare - 1n }, published).map(
        (each) => each.code,
      ),
    ).toEqual(['split'])
  })

  it('escrow = cost + refund', () => {
    expect(checkEscrow({ escrow: 10n, cost: 7n, refund: 3n })).toEqual([])
    expect(checkEscrow({ escrow: 10n, cost: 7n, refund: 2n })).toEqual([
      { code: 'escrow', expected: '10', actual: '9' },
    ])
  })

  it('a slash is 5 to 20 % of the stake, rounded down at both ends', () => {
    expect([49n, 50n, 200n, 201n].map((amount) => checkSlash(amount, 1_009n).length)).toEqual([1, 0, 0, 0])
    expect(checkSlash(202n, 1_009n)).toEqual([{ code: 'slash', expected: '50..201', actual: '202' }])
  })
})
