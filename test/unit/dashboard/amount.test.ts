import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  chartNumber,
  exactAmount,
  formatAmount,
  formatTick,
  group,
  percent,
  significant,
} from '../../../src/dashboard/amount'

const amounts = fc.bigInt({ min: 0n, max: 10n ** 40n })
const plain = (text: string) => text.replaceAll(',', '').replace('−', '-')

describe('formatAmount', () => {
  it('groups whole tokens and floors the rest', () => {
    expect(formatAmount('1234567890000000000000', 18, 2)).toBe('1,234.56')
    expect(formatAmount('999999999999999999', 18)).toBe('0')
    expect(formatAmount(10n ** 27n, 18)).toBe('1,000,000,000')
    expect(formatAmount('1999999', 6, 4)).toBe('1.9999')
    expect(formatAmount('7', 0, 2)).toBe('7')
  })

  it('floors towards minus infinity below zero', () => {
    expect(formatAmount(-1n, 18)).toBe('−1')
    expect(formatAmount(-1_500_000n, 6, 1)).toBe('−1.5')
    expect(formatAmount(-1_550_001n, 6, 1)).toBe('−1.6')
  })

  it('never shows more than there is, nor a whole last digit less', () => {
    fc.assert(
      fc.property(
        amounts,
        fc.integer({ min: 0, max: 24 }),
        fc.integer({ min: 0, max: 8 }),
        (units, decimals, fraction) => {
          const kept = Math.min(fraction, decimals)
          const shown =
            BigInt(plain(formatAmount(units, decimals, fraction)).replace('.', '')) * 10n ** BigInt(decimals - kept)
          return shown <= units && units < shown + 10n ** BigInt(decimals - kept)
        },
      ),
    )
  })
})

describe('exactAmount', () => {
  it('loses nothing', () => {
    expect(exactAmount('1000000000000000000', 18)).toBe('1')
    expect(exactAmount('1', 18)).toBe('0.000000000000000001')
    expect(exactAmount('-1230000', 6)).toBe('−1.23')
    fc.assert(
      fc.property(amounts, fc.integer({ min: 0, max: 24 }), (units, decimals) => {
        const [whole, fraction = ''] = plain(exactAmount(units, decimals)).split('.')
        return BigInt(whole! + fraction.padEnd(decimals, '0')) === units
      }),
    )
  })
})

describe('short forms', () => {
  it('shows the first digits of something small', () => {
    expect(significant('276243093922', 18, 6)).toBe('0.000000276243')
    expect(significant('1000000000000000000', 18, 4)).toBe('1')
    expect(significant('123456000000000000000', 18, 4)).toBe('123.4')
    expect(significant('0', 18, 4)).toBe('0')
  })

  it('floors per cents, and has none of nothing', () => {
    expect(percent(1n, 3n).replace('\u00a0', ' ')).toBe('33.33 %')
    expect(percent(9_999n, 10_000n, 1).replace('\u00a0', ' ')).toBe('99.9 %')
    expect(percent(1n, 0n)).toBe('—')
  })

  it('groups by three', () => {
    expect([group(1), group(1_000), group(1_234_567n)]).toEqual(['1', '1,000', '1,234,567'])
  })
})

describe('pixels', () => {
  it('are whole tokens, to a millionth', () => {
    expect(chartNumber(1_500_000_000_000_000_000n, 18)).toBe(1.5)
    expect(chartNumber(1_500_000n, 6)).toBe(1.5)
    expect(chartNumber(42n, 0)).toBe(42)
  })

  it('have ticks that keep their unit', () => {
    expect([0, 0.25, 950, 1_500, 862_500_000, 1e9].map(formatTick)).toEqual([
      '0',
      '0.25',
      '950',
      '1.5\u00a0k',
      '862.5\u00a0M',
      '1\u00a0B',
    ])
  })
})
