import { expect, it } from 'vitest'
import { inAsset, percent } from '../../../src/cli/amount'
import { table } from '../../../src/cli/table'

const eth = { symbol: 'ETH', decimals: 18 }

it.each([
  [33_261_699_999_999_999_999n, eth, '33.2616 ETH'],
  [-33_261_699_999_999_999_999n, eth, '-33.2616 ETH'],
  [1_234_567_000_000_000_000_000_000n, eth, '1,234,567.0000 ETH'],
  [120_349_900_000_000n, eth, '0.0001203 ETH'],
  [7n, eth, '0.000000000000000007 ETH'],
  [0n, eth, '0 ETH'],
  [1_999_999n, { symbol: 'USDC', decimals: 6 }, '1.9999 USDC'],
  [21n, { symbol: 'SEAT', decimals: 0 }, '21 SEAT'],
  [15n, { symbol: 'CENT', decimals: 2 }, '0.15 CENT'],
])('%s base units of %s are %s', (amount, asset, shown) => {
  expect(inAsset(amount, asset)).toBe(shown)
})

it.each([
  [1n, 3n, '33.33 %'],
  [-2n, 3n, '-66.66 %'],
  [5n, 1n, '500.00 %'],
  [1n, 0n, '–'],
])('%s of %s is %s', (part, whole, shown) => {
  expect(percent(part, whole)).toBe(shown)
})

it('a table has its titles above, words to the left and figures to the right', () => {
  const columns = [
    { title: 'what', cell: (row: [string, number]) => row[0] },
    { title: 'of', cell: (row: [string, number]) => `${row[1]}`, right: true },
  ] as const
  expect(
    table(columns, [
      ['a', 1],
      ['bcdef', 234],
    ]),
  ).toEqual(['what    of', 'a        1', 'bcdef  234'])
})
