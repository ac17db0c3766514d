import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { wholeTokens } from '../../../src/api/http/supply'

describe('wholeTokens', () => {
  it.each([
    [0n, 18, '0'],
    [1n, 18, '0.000000000000000001'],
    [10n ** 18n, 18, '1'],
    [1_500_000n, 6, '1.5'],
    [-25n, 1, '-2.5'],
    [12n, 0, '12'],
  ])('%i at %i decimals is %s', (amount, decimals, text) => {
    expect(wholeTokens(amount, decimals)).toBe(text)
  })

  it('loses no digit', () => {
    fc.assert(
      fc.property(fc.bigInt(0n, 2n ** 256n), fc.integer({ min: 0, max: 36 }), (amount, decimals) => {
        const [whole = '', fraction = ''] = wholeTokens(amount, decimals).split('.')
        expect(BigInt(whole + fraction.padEnd(decimals, '0'))).toBe(amount)
      }),
    )
  })
})
