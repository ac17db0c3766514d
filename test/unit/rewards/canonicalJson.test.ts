import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonicalJson } from '../../../src/rewards/report/canonicalJson'
import { differences } from '../../../src/rewards/report/difference'
import { sha256 } from '../../../src/rewards/report/sha256'

describe('canonical JSON', () => {
  it('sorts keys by code unit, writes amounts as strings, and leaves no space', () => {
    const value = { b: 1n, a: [true, null, 'é "'], Z: { y: 2 ** 40, x: -(2n ** 200n) } }
    expect(canonicalJson(value)).toBe(
      '{"Z":{"x":"-1606938044258990275541962092341162602522202993782792835301376","y":1099511627776},' +
        '"a":[true,null,"é \\""],"b":"1"}',
    )
  })

  it('is one text per value, whatever order the keys came in, and JSON reads it back', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.boolean(), fc.maxSafeInteger())), (value) => {
        const reversed = Object.fromEntries(Object.entries(value).reverse())
        expect(canonicalJson(reversed)).toBe(canonicalJson(value))
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)))
      }),
    )
  })

  it.each([[0.5], [Number.NaN], [2 ** 53], [undefined], [{ a: undefined }], [() => 0]])('refuses %s', (value) => {
    expect(() => canonicalJson(value)).toThrow(TypeError)
  })
})

describe('sha256', () => {
  it('of text and of lines', () => {
    // of the empty string and of "abc": FIPS 180-4
    expect(sha256('')).toBe('0xe3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
    expect(sha256('abc')).toBe('0xba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
    expect(sha256(['a', 'b'])).toBe(sha256('a\nb\n'))
  })
})

describe('differences of two reports', () => {
  it('names each place', () => {
    expect(differences({ a: 1, b: { c: '2', d: [1, 2] } }, { a: 1, b: { c: '3', d: [1] }, e: null })).toEqual([
      { path: 'b.c', left: '2', right: '3' },
      { path: 'b.d.1', left: 2, right: undefined },
      { path: 'e', left: undefined, right: null },
    ])
    expect(differences({ a: [1] }, { a: [1] })).toEqual([])
  })
})
