import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { emissionPressure, incentives, timeWeightedPrice, valueAt } from '../../../src/economics/pressure'

const DN = 10n ** 18n
const USD = 10n ** 6n

describe('emissionPressure', () => {
  it('is the published 41/41 example: $82 of incentives need $100', () => {
    const { miners, stakers } = incentives(100n * DN, { minersBps: 4_100, stakersBps: 4_100 })
    // one dollar a token, all epoch long
    const price = timeWeightedPrice([{ from: 0, token: 5n * DN, quote: 5n * USD }], { start: 10, end: 20 }, 18)!
    const counted = valueAt(price, miners + stakers, 18)
    expect(emissionPressure(counted, 99n * USD)).toEqual({
      counted: 82n * USD,
      breakEven: 100n * USD,
      pressureBps: 10_102n,
      flagged: true,
    })
    expect(emissionPressure(counted, 100n * USD)).toEqual({
      counted: 82n * USD,
      breakEven: 100n * USD,
      pressureBps: 10_000n,
      flagged: false,
    })
  })

  it('rounds break-even up, so that a fraction of a unit too little is flagged', () => {
    expect(emissionPressure(1n, 1n)).toEqual({ counted: 1n, breakEven: 2n, pressureBps: 20_000n, flagged: true })
  })

  it('has no ratio without external revenue', () => {
    expect(emissionPressure(0n, 0n)).toEqual({ counted: 0n, breakEven: 0n, pressureBps: null, flagged: false })
    expect(emissionPressure(82n, 0n)).toEqual({ counted: 82n, breakEven: 100n, pressureBps: null, flagged: true })
  })

  it('break-even is the least revenue that covers counted after friction', () => {
    fc.assert(
      fc.property(fc.bigInt(0n, 2n ** 128n), fc.integer({ min: 0, max: 9_999 }), (counted, friction) => {
        const { breakEven } = emissionPressure(counted, 0n, friction)
        const left = (revenue: bigint) => revenue * (10_000n - BigInt(friction))
        expect(left(breakEven) >= counted * 10_000n).toBe(true)
        expect(breakEven === 0n || left(breakEven - 1n) < counted * 10_000n).toBe(true)
      }),
    )
  })

  it('refuses a friction that eats everything', () => {
    expect(() => emissionPressure(1n, 1n, 10_000)).toThrow(RangeError)
  })
})

describe('timeWeightedPrice', () => {
  const window = { start: 100, end: 200 }

  it('weighs every state by how long it held inside the window', () => {
    const history = [
      { from: 0, token: DN, quote: 1n * USD },
      { from: 150, token: DN, quote: 3n * USD },
      { from: 175, token: DN, quote: 5n * USD },
      { from: 300, token: DN, quote: 900n * USD },
    ]
    // 50 s at 1, 25 s at 3, 25 s at 5
    expect(timeWeightedPrice(history, window, 18)?.perToken).toBe(2_500_000n)
  })

  it('starts where the first price is known', () => {
    expect(timeWeightedPrice([{ from: 190, token: DN, quote: 7n * USD }], window, 18)?.perToken).toBe(7n * USD)
  })

  it('is null without a price, and for an empty pair', () => {
    expect(timeWeightedPrice([], window, 18)).toBeNull()
    expect(timeWeightedPrice([{ from: 200, token: DN, quote: USD }], window, 18)).toBeNull()
    expect(timeWeightedPrice([{ from: 0, token: 0n, quote: 0n }], window, 18)).toBeNull()
  })
})
