import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { splitPot, type Weighted } from '../../../src/economics/rewards/split'
import { LONG } from '../../support/seeds'

const wide = fc.bigInt({ min: 0n, max: 2n ** 128n })
const accountOf = (index: number) => `0x${index.toString(16).padStart(40, '0')}`
const holders = (maxLength: number) =>
  fc
    .array(fc.oneof(wide, fc.bigInt({ min: 0n, max: 5n })), { maxLength })
    .map((weights) => weights.map((weight, index): Weighted => ({ account: accountOf(index), weight })))
const pots = fc.oneof(wide, fc.constantFrom(0n, 1n, 2n ** 128n))
/** Row P4: 1,000 in CI. */
const manyRuns = { numRuns: LONG ? 100_000 : 1_000 }

describe('splitPot', () => {
  it('gives floors and names what is left over', () => {
    const split = splitPot(100n, [
      { account: 'c', weight: 1n },
      { account: 'a', weight: 1n },
      { account: 'b', weight: 1n },
    ])
    expect(split).toEqual({
      shares: ['a', 'b', 'c'].map((account) => ({ account, weight: 1n, amount: 33n, remainder: 1n })),
      totalWeight: 3n,
      distributed: 99n,
      carry: 1n,
    })
  })

  it('floors also just below a whole unit', () => {
    const [large, small] = splitPot(3n, [
      { account: 'a', weight: 2n },
      { account: 'b', weight: 3n },
    ]).shares
    // 1.2 and 1.8: rounding to the nearest would pay 2
    expect([large!.amount, small!.amount]).toEqual([1n, 1n])
  })

  it('conserves the pot, for 1 wei to 2^128 and none to many holders', () => {
    fc.assert(
      fc.property(pots, holders(60), (pot, participants) => {
        const split = splitPot(pot, participants)
        const sum = split.shares.reduce((total, share) => total + share.amount, 0n)
        expect(sum).toBe(split.distributed)
        expect(sum + split.carry).toBe(pot)
        expect(split.carry >= 0n).toBe(true)
        expect(split.carry < BigInt(Math.max(split.shares.length, 1)) || split.shares.length === 0).toBe(true)
        for (const share of split.shares) {
          expect(share.amount * split.totalWeight + share.remainder).toBe(pot * share.weight)
          expect(0n <= share.remainder && share.remainder < split.totalWeight).toBe(true)
        }
      }),
      manyRuns,
    )
  })

  it('is monotone: more weight never earns less, a larger pot never pays less', () => {
    fc.assert(
      fc.property(pots, pots, holders(30), (pot, more, participants) => {
        const { shares } = splitPot(pot, participants)
        const byWeight = [...shares].sort((a, b) => (a.weight < b.weight ? -1 : a.weight > b.weight ? 1 : 0))
        byWeight.forEach((share, index) => {
          const lighter = byWeight[index - 1]
          if (lighter) expect(share.amount >= lighter.amount).toBe(true)
          if (lighter?.weight === share.weight) expect(share.amount).toBe(lighter.amount)
        })
        const richer = splitPot(pot + more, participants).shares
        richer.forEach((share, index) => {
          expect(share.amount >= shares[index]!.amount).toBe(true)
        })
      }),
      manyRuns,
    )
  })

  it('does not see the order of its input', () => {
    const shuffled = holders(30).chain((participants) =>
      fc
        .shuffledSubarray(participants, { minLength: participants.length })
        .map((other) => [participants, other] as const),
    )
    fc.assert(
      fc.property(pots, shuffled, (pot, [one, other]) => {
        expect(splitPot(pot, other)).toEqual(splitPot(pot, one))
      }),
      manyRuns,
    )
  })

  it('carries the whole pot when nobody is eligible', () => {
    const nothing = { shares: [], totalWeight: 0n, distributed: 0n, carry: 7n }
    expect(splitPot(7n, [])).toEqual(nothing)
    expect(splitPot(7n, [{ account: 'a', weight: 0n }])).toEqual(nothing)
  })

  it('gives one holder everything', () => {
    expect(splitPot(2n ** 128n, [{ account: 'a', weight: 1n }])).toMatchObject({ distributed: 2n ** 128n, carry: 0n })
  })

  it('conserves with 100,000 holders', () => {
    const participants = Array.from({ length: 100_000 }, (_, index) => ({
      account: accountOf(index),
      weight: BigInt(index) ** 5n + 1n,
    }))
    const split = splitPot(10n ** 18n + 7n, participants)
    expect(split.shares).toHaveLength(100_000)
    expect(split.shares.reduce((sum, each) => sum + each.amount, 0n) + split.carry).toBe(10n ** 18n + 7n)
  })

  it('refuses what cannot be', () => {
    expect(() => splitPot(-1n, [])).toThrow(RangeError)
    expect(() => splitPot(1n, [{ account: 'a', weight: -1n }])).toThrow(RangeError)
    expect(() =>
      splitPot(1n, [
        { account: 'a', weight: 1n },
        { account: 'a', weight: 1n },
      ]),
    ).toThrow(RangeError)
  })
})
