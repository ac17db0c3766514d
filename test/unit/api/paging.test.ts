import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MAX_PAGE_ROWS } from '../../../src/api/limits'
import { decodeCursor, encodeCursor, type KeyType, pageRows, toConnection } from '../../../src/api/paging'

describe('cursors', () => {
  it('come back as the key they were made of', () => {
    fc.assert(
      fc.property(fc.bigInt(-(10n ** 70n), 10n ** 70n), fc.stringMatching(/^[\w:.-]{0,120}$/), (amount, id) => {
        const cursor = encodeCursor('holders', [amount.toString(), id])
        expect(decodeCursor('holders', cursor, ['numeric', 'text'])).toEqual([amount.toString(), id])
        expect(cursor).toMatch(/^[\w-]+$/)
      }),
    )
  })

  it('belong to one list, and to one shape of key', () => {
    const cursor = encodeCursor('burns', ['10', 'id'])
    expect(() => decodeCursor('bills', cursor, ['int', 'text'])).toThrow('not a cursor of bills')
    expect(() => decodeCursor('burns', cursor, ['int'])).toThrow('not a cursor of burns')
  })

  it('hold every value of their column, and none beyond', () => {
    const holds = (type: KeyType, value: bigint) => {
      const cursor = encodeCursor('list', [value.toString()])
      try {
        return decodeCursor('list', cursor, [type])[0] === value.toString()
      } catch {
        return false
      }
    }
    for (const [type, bits] of [
      ['int', 32n],
      ['bigint', 64n],
    ] as const) {
      const last = 2n ** (bits - 1n) - 1n
      expect([last, -last - 1n, last + 1n, -last - 2n].map((value) => holds(type, value))).toEqual([
        true,
        true,
        false,
        false,
      ])
    }
    expect(holds('numeric', 2n ** 256n - 1n)).toBe(true)
  })

  it('never let anything but a key of the right type through', () => {
    const forged = (key: unknown[]) => Buffer.from(JSON.stringify(['burns', ...key])).toString('base64url')
    for (const key of [
      ['1; drop table head', 'id'],
      ['99999999999', 'id'],
      ['1', 'a\0b'],
      [1, 'id'],
      ['1', 'x'.repeat(301)],
    ])
      expect(() => decodeCursor('burns', forged(key), ['int', 'text'])).toThrow('not a cursor')
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(() => decodeCursor('burns', text, ['int', 'text'])).toThrow('not a cursor')
      }),
    )
  })
})

describe('pageRows', () => {
  it('is what was asked for, or refused', () => {
    expect([undefined, null, 0, 1, MAX_PAGE_ROWS].map(pageRows)).toEqual([50, 50, 0, 1, 1000])
    for (const first of [-1, MAX_PAGE_ROWS + 1, 2 ** 31 - 1]) expect(() => pageRows(first)).toThrow('from 0 to 1000')
  })
})

describe('toConnection', () => {
  const key = (row: number) => [String(row)]

  it('tells from the one row too many whether there is a next page', () => {
    expect(toConnection('rows', [1, 2, 3], { first: 2 }, key)).toEqual({
      nodes: [1, 2],
      edges: [
        { cursor: encodeCursor('rows', ['1']), node: 1 },
        { cursor: encodeCursor('rows', ['2']), node: 2 },
      ],
      pageInfo: {
        hasNextPage: true,
        hasPreviousPage: false,
        startCursor: encodeCursor('rows', ['1']),
        endCursor: encodeCursor('rows', ['2']),
      },
    })
  })

  it('is empty without rows', () => {
    expect(toConnection('rows', [], { first: 2, after: 'x' }, key).pageInfo).toEqual({
      hasNextPage: false,
      hasPreviousPage: true,
      startCursor: null,
      endCursor: null,
    })
  })
})
