import fc from 'fast-check'
import { expect, it } from 'vitest'
import { PositionTable } from '../../../src/ledger/staking/positionTable'

const rows = fc.array(
  fc.record({
    id: fc.string(),
    owner: fc.constantFrom('0xa', '0xb', '0xc'),
    amount: fc.bigInt(0n, 2n ** 256n - 1n).map(String),
    multiplier: fc.nat(),
    start: fc.nat(),
    lockSeconds: fc.nat(),
    threshold: fc.nat(),
  }),
  { maxLength: 40 },
)

it('gives the rows it was given, by their place and in their order', () => {
  fc.assert(
    fc.property(rows, fc.integer({ min: 1, max: 9 }), (given, pageRows) => {
      const table = new PositionTable(pageRows)
      for (let at = 0; at < given.length; at += pageRows) table.add(given.slice(at, at + pageRows))
      const expected = given.map((row) => ({ ...row, amount: BigInt(row.amount), closedTime: null }))
      expect([...table]).toEqual(expected)
      expect(expected.map((_, place) => table.at(place)?.id)).toEqual(expected.map(({ id }) => id))
      expect([table.length, table.at(given.length)]).toEqual([given.length, undefined])
    }),
  )
})

it('refuses a page behind one that was not full', () => {
  const row = { id: 'a', owner: '0xa', amount: '1', multiplier: 1, start: 1, lockSeconds: 1, threshold: 1 }
  const table = new PositionTable(2)
  table.add([row])
  expect(() => table.add([row])).toThrow(RangeError)
})
