import { describe, expect, it } from 'vitest'
import { calendar, defaultUntil, genesisTime, monthsBegun } from '../../../src/devnet/scenario/calendar'

const at = (iso: string) => Date.parse(iso) / 1000

describe('calendar', () => {
  it('covers the twelve UTC months before the month of --until', () => {
    const made = calendar('2026-09-01', at('2026-09-20T00:00:00Z'))
    expect(made).toEqual({ start: at('2025-09-01T00:00:00Z'), until: at('2026-09-01T00:00:00Z') })
    expect(genesisTime(made)).toBe(at('2025-08-31T23:00:00Z'))
  })

  it('goes on to a day inside a month', () => {
    const made = calendar('2026-01-15', at('2026-02-01T00:00:00Z'))
    expect(made).toEqual({ start: at('2025-01-01T00:00:00Z'), until: at('2026-01-15T00:00:00Z') })
  })

  it.each(['2026-9-1', 'yesterday', '2026-13-01', '2030-01-01'])('refuses --until %s', (until) => {
    expect(() => calendar(until, at('2026-09-20T00:00:00Z'))).toThrow(
      expect.objectContaining({ code: 'E-UNTIL', next: expect.any(String) }),
    )
  })

  it('ends by default where the month of now begins', () => {
    expect(defaultUntil(at('2026-03-31T23:59:59Z'))).toBe('2026-03-01')
  })

  it('finds month starts in a half-open interval', () => {
    const [november, december, january] = ['2025-11-01', '2025-12-01', '2026-01-01'].map((day) =>
      at(`${day}T00:00:00Z`),
    )
    expect(monthsBegun(november!, january!)).toEqual([december, january])
    expect(monthsBegun(november! - 1, january! - 1)).toEqual([november, december])
  })
})
