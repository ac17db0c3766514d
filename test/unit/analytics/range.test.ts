import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bucketsOf, type Interval, MAX_BUCKETS } from '../../../src/analytics/queries/range'
import { AssayError } from '../../../src/errors'

const at = (iso: string) => new Date(iso)
const bounds = (from: string, to: string, every: Interval) =>
  bucketsOf({ network: 'n', from: at(from), to: at(to), every }).map(({ start, end }) => [
    start.toISOString().slice(0, 13),
    end.toISOString().slice(0, 13),
  ])

describe('buckets of a series', () => {
  it('follows the calendar in UTC and clips the first and the last', () => {
    expect(bounds('2024-01-31T12:00:00Z', '2024-03-02T00:00:00Z', 'MONTH')).toEqual([
      ['2024-01-31T12', '2024-02-01T00'],
      ['2024-02-01T00', '2024-03-01T00'],
      ['2024-03-01T00', '2024-03-02T00'],
    ])
    // 1 January 2023 was a Sunday
    expect(bounds('2023-01-01T00:00:00Z', '2023-01-10T00:00:00Z', 'WEEK')).toEqual([
      ['2023-01-01T00', '2023-01-02T00'],
      ['2023-01-02T00', '2023-01-09T00'],
      ['2023-01-09T00', '2023-01-10T00'],
    ])
  })

  it('covers the range without gap or overlap', () => {
    const every = fc.constantFrom<Interval>('HOUR', 'DAY', 'WEEK', 'MONTH')
    const times = fc.tuple(fc.integer({ min: 0, max: 4e12 }), fc.integer({ min: 1, max: 999 * 3_600_000 }))
    fc.assert(
      fc.property(times, every, ([fromMs, lengthMs], interval) => {
        const range = { network: 'n', from: new Date(fromMs), to: new Date(fromMs + lengthMs), every: interval }
        const buckets = bucketsOf(range)
        const edges = buckets.flatMap(({ start, end }) => [start.getTime(), end.getTime()])
        const gaps = edges.filter((edge, n) => (n % 2 === 0 ? n > 0 && edge !== edges[n - 1] : edge <= edges[n - 1]!))
        expect([edges[0], edges.at(-1), gaps]).toEqual([range.from.getTime(), range.to.getTime(), []])
      }),
    )
  })

  it.each([
    ['an empty range', '2024-01-02T00:00:00Z', '2024-01-02T00:00:00Z', 'to'],
    ['a range that runs backwards', '2024-01-03T00:00:00Z', '2024-01-02T00:00:00Z', 'to'],
    ['no time at all', 'never', '2024-01-02T00:00:00Z', 'to'],
    [`more than ${MAX_BUCKETS} intervals`, '2024-01-01T00:00:00Z', '2024-03-01T00:00:00Z', 'every'],
  ])('refuses %s and names the field', (_, from, to, field) => {
    const refused = expect(() => bucketsOf({ network: 'n', from: at(from), to: at(to), every: 'HOUR' }))
    refused.toThrow(AssayError)
    refused.toThrow(expect.objectContaining({ code: 'E-SERIES-RANGE', details: { field } }))
  })
})
