import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { pivot, totalsOf } from '../../../src/dashboard/data/pivot'

describe('pivot', () => {
  it('makes one row per time, ascending, with 0 where nothing happened', () => {
    const points = [
      { timestamp: '2026-02-01', cause: 'usage', amount: '5' },
      { timestamp: '2026-01-01', cause: 'slash', amount: '7' },
      { timestamp: '2026-02-01', cause: 'usage', amount: '1' },
    ]
    expect(pivot(points, (point) => [[point.cause, point.amount]])).toEqual({
      series: ['usage', 'slash'],
      rows: [
        { at: '2026-01-01', exact: { usage: 0n, slash: 7n } },
        { at: '2026-02-01', exact: { usage: 6n, slash: 0n } },
      ],
    })
  })

  it('has a row for every moment asked for, unless nothing is known at all', () => {
    const points = [{ timestamp: '2026-02', amount: '5' }]
    const cell = (point: { amount: string }) => [['x', point.amount]] as const
    expect(pivot(points, cell, ['2026-01', '2026-02']).rows).toEqual([
      { at: '2026-01', exact: { x: 0n } },
      { at: '2026-02', exact: { x: 5n } },
    ])
    expect(pivot([], cell, ['2026-01']).rows).toEqual([])
  })

  it('keeps the sum of every amount', () => {
    const point = fc.record({
      timestamp: fc.constantFrom('a', 'b', 'c'),
      cause: fc.constantFrom('x', 'y'),
      amount: fc.bigInt({ min: 0n, max: 10n ** 30n }).map(String),
    })
    fc.assert(
      fc.property(fc.array(point), (points) => {
        const { rows, series } = pivot(points, (each) => [[each.cause, each.amount]])
        const all = totalsOf(rows, series).reduce((sum, each) => sum + each.amount, 0n)
        return all === points.reduce((sum, each) => sum + BigInt(each.amount), 0n)
      }),
    )
  })
})

it('totals are largest first', () => {
  const rows = [
    { at: 'a', exact: { x: 1n, y: 5n } },
    { at: 'b', exact: { x: 2n, y: 5n } },
  ]
  expect(totalsOf(rows, ['x', 'y'])).toEqual([
    { series: 'y', amount: 10n },
    { series: 'x', amount: 3n },
  ])
})
