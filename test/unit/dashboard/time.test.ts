import { describe, expect, it } from 'vitest'
import { ago, dayName, daysEnding, lastSecond, moment, shortMonth, yearEnding } from '../../../src/dashboard/time'

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
    const window = yearEnding(now)
    expect(lastSecond('2026-11-02T00:00:00Z', window)).toBe('2026-11-01T23:59:59Z')
    expect(lastSecond('2026-11-23T00:00:00Z', window)).toBe('2026-11-20T23:59:59Z')
  })
})

it('words are UTC, whatever the host', () => {
  const at = '2026-09-03T23:59:59.000Z'
  expect([dayName(at), shortMonth(at), moment(at)]).toEqual(['3 Sep 2026', 'Sep ’26', '3 Sep 2026, 23:59:59 UTC'])
  expect(ago('2026-11-20T10:29:15Z', now)).toBe('45 s ago')
  expect(ago('2026-11-20T10:31:00Z', now)).toBe('0 s ago')
})
