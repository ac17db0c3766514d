import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseAddress, parseInteger, parseTime, scalars } from '../../../src/api/scalars'

describe('BigInt', () => {
  it('keeps every digit of a uint256, both ways', () => {
    fc.assert(
      fc.property(fc.bigInt(-(2n ** 256n), 2n ** 256n), (amount) => {
        expect(parseInteger(scalars.BigInt.serialize(amount))).toBe(amount)
      }),
    )
  })

  it.each([1.5, 2 ** 53, '1e3', '0x10', '', ' 1', '1'.repeat(79), true, null, {}])('refuses %j', (value) => {
    expect(() => parseInteger(value)).toThrow('BigInt must be an integer')
  })
})

describe('DateTime', () => {
  it('shows seconds as ISO in UTC', () => {
    expect(scalars.DateTime.serialize(1_767_225_600)).toBe('2026-01-01T00:00:00Z')
    expect(scalars.DateTime.serialize(new Date(1_767_225_600_500))).toBe('2026-01-01T00:00:00.500Z')
  })

  it('reads dates as UTC, and times only with their offset', () => {
    expect(parseTime('2026-01-01').getTime()).toBe(1_767_225_600_000)
    expect(parseTime('2026-01-01T02:00:00+02:00').getTime()).toBe(1_767_225_600_000)
    for (const text of ['2026-01-01T00:00:00', '2026-13-01', '1 January 2026', 1_767_225_600, '2026-01-01T25:00:00Z'])
      expect(() => parseTime(text)).toThrow('DateTime must be ISO 8601')
  })
})

describe('Address', () => {
  it('is lowered', () => {
    expect(parseAddress(`0x${'Ab'.repeat(20)}`)).toBe(`0x${'ab'.repeat(20)}`)
  })

  it.each(['0x12', 'ab'.repeat(20), `0x${'zz'.repeat(20)}`, 12, null])('refuses %j', (value) => {
    expect(() => parseAddress(value)).toThrow('Address must be 0x and 40 hex digits')
  })
})
