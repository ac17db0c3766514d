import { describe, expect, it } from 'vitest'
import {
  ago,
  balancesUntil,
  dayName,
  daysEnding,
  moment,
  shortMonth,
  startsWithin,
  yearEnding,
} from '../../../src/dashboard/time'

const now = Date.parse('2026-11-20T10:30:00Z')

describe('windows', () => {
  it('a year is twelve whole months and this one, to the end of today', () => {
    expect(yearEnding(now)).toEqual({ from: '2025-11-01T00:00:00Z', to: '2026-11-21T00:00:00Z' })
    expect(yearEnding(Date.parse('2026-01-01T00:00:00Z')).from).toBe('2025-01-01T00:00:00Z')
  })

  it('days include today', () => {
    expect(daysEnding(now, 60)).toEqual({ from: '2026-09-22T00:00:00Z', to: '2026-11-21T00:00:00Z' })
  })

  it('a balance at the end of an interval belongs to its last day, and never to the future', () => {
    const week = (timestamp: string, end: string) => ({ timestamp: `${timestamp}T00:00:00Z`, end: `${end}T00:00:00Z` })
    const points = [
      week('2026-11-09', '2026-11-16'),
      week('2026-11-16', '2026-11-23'),
      week('2026-11-23', '2026-11-30'),
    ]
    expect(balancesUntil(points, '2026-11-20T10:30:00Z').map((point) => point.timestamp)).toEqual([
      '2026-11-15T23:59:59Z',
      '2026-11-20T10:30:00Z',
    ])
    expect(balancesUntil(points, undefined)).toHaveLength(3)
  })

  it('have a start for every month and day they touch', () => {
    expect(startsWithin({ from: '2025-11-01T00:00:00Z', to: '2026-02-02T00:00:00Z' }, 'MONTH')).toEqual([
      '2025-11-01T00:00:00Z',
      '2025-12-01T00:00:00Z',
      '2026-01-01T00:00:00Z',
      '2026-02-01T00:00:00Z',
    ])
    expect(startsWithin(daysEnding(now, 60), 'DAY')).toHaveLength(60)
  })
})

it('words are UTC, whatever the host', () => {
  const at = '2026-09-03T23:59:59.000Z'
  expect([dayName(at), shortMonth(at), moment(at)]).toEqual(['3 Sep 2026', 'Sep ’26', '3 Sep 2026, 23:59:59 UTC'])
  expect(ago('2026-11-20T10:29:15Z', now)).toBe('45 s ago')
  expect(ago('2026-11-20T10:31:00Z', now)).toBe('0 s ago')
})
