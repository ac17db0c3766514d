import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DAY } from '../../../src/economics/period'
import { timeWeightedPrice } from '../../../src/economics/pressure'
import { destraTiers, pricedApr, ratio, tierYield, YEAR } from '../../../src/economics/yield'

const ETHER = 10n ** 18n
const window = { start: 0, end: 30 * DAY }

describe('tierYield', () => {
  it('is exact for a pot of 3 ETH over a weight of 1,000 tokens', () => {
    const figure = tierYield(destraTiers[3]!, { ...window, pot: 3n * 10n ** 18n, totalWeight: 1_000n * 10n ** 18n })
    // 3 ETH × 4 / 1,000 tokens = 0.012 ETH a token in 30 days; × 365 / 30 = 0.146 a year
    expect(figure).toEqual({
      tier: { lockSeconds: 360 * DAY, multiplier: 4 },
      ethPerToken: 12n * 10n ** 15n,
      exact: { numerator: 12n * 10n ** 18n, denominator: 1_000n * 10n ** 18n, decimal: '0.012' },
      apr: {
        numerator: 12n * 10n ** 15n * BigInt(YEAR),
        denominator: BigInt(30 * DAY) * ETHER,
        decimal: '0.146',
      },
      window,
      yearSeconds: 31_536_000,
    })
  })

  it('is of one whole token, however many decimals it has', () => {
    const of = (decimals: number) =>
      tierYield(
        destraTiers[3]!,
        { ...window, pot: 3n * ETHER, totalWeight: 1_000n * 10n ** BigInt(decimals) },
        decimals,
      )
    for (const decimals of [0, 6, 24]) expect(of(decimals).ethPerToken).toBe(of(18).ethPerToken)
  })

  it('floors: one wei of pot over three tokens of weight', () => {
    expect(tierYield(destraTiers[0]!, { ...window, pot: 1n, totalWeight: 3n * 10n ** 18n }).ethPerToken).toBe(0n)
    expect(tierYield(destraTiers[1]!, { ...window, pot: 5n, totalWeight: 3n * 10n ** 18n }).ethPerToken).toBe(3n)
  })

  it('is zero when nobody was eligible', () => {
    const figure = tierYield(destraTiers[0]!, { ...window, pot: 10n, totalWeight: 0n })
    expect([figure.ethPerToken, figure.apr.decimal]).toEqual([0n, '0'])
  })

  it('never promises more than the pot', () => {
    fc.assert(
      fc.property(fc.bigInt(0n, 2n ** 128n), fc.bigInt(1n, 2n ** 100n), (pot, tokens) => {
        const figure = tierYield(destraTiers[0]!, { ...window, pot, totalWeight: tokens * ETHER })
        expect(figure.ethPerToken * tokens <= pot).toBe(true)
        expect((figure.ethPerToken + 1n) * tokens > pot).toBe(true)
      }),
    )
  })

  it('refuses an empty window', () => {
    expect(() => tierYield(destraTiers[0]!, { start: 5, end: 5, pot: 1n, totalWeight: 1n })).toThrow(RangeError)
  })
})

describe('pricedApr', () => {
  const figure = tierYield(destraTiers[3]!, { ...window, pot: 3n * 10n ** 18n, totalWeight: 1_000n * 10n ** 18n })
  const state = (from: number, quote: bigint) => ({ from, token: 10n ** 21n, quote })

  it('is the year’s rewards over the stake’s worth at the time-weighted price', () => {
    // 0.146 ETH a year for a token that was worth 0.002 ETH for a third of the window and 0.008 for the rest: 0.006
    const price = timeWeightedPrice([state(0, 2n * 10n ** 18n), state(10 * DAY, 8n * 10n ** 18n)], window, 18)
    expect(pricedApr(figure, price!)?.decimal).toBe('24.333333333333333333')
  })

  it('is null where the token was worth nothing', () => {
    expect(pricedApr(figure, timeWeightedPrice([state(0, 0n)], window, 18)!)).toBeNull()
  })
})

describe('ratio', () => {
  it.each([
    [1n, 3n, '0.333333333333333333'],
    [2n, 3n, '0.666666666666666666'],
    [10n, 4n, '2.5'],
    [0n, 7n, '0'],
    [1n, 10n ** 19n, '0'],
    [2n ** 128n, 1n, '340282366920938463463374607431768211456'],
  ])('%s / %s = %s, cut at 18 digits', (numerator, denominator, decimal) => {
    expect(ratio(numerator, denominator)).toEqual({ numerator, denominator, decimal })
  })
})
