import { AssayError } from '../../errors'

export const HOUR = 3_600
export const DAY = 24 * HOUR
export const WEEK = 7 * DAY
export const YEAR = 365 * DAY

/** The window of the history, seconds. */
export interface Calendar {
  readonly start: number
  readonly until: number
}

/**
 * The history covers the twelve UTC months before the month of `until`, and goes on to `until` itself.
 * @param until ISO date, e.g. 2026-09-01
 * @throws AssayError E-UNTIL when it is not a date, or lies in the future of `now` (seconds)
 */
export function calendar(until: string, now: number): Calendar {
  const end = Date.parse(/^\d{4}-\d{2}-\d{2}$/.test(until) ? `${until}T00:00:00Z` : 'no')
  if (Number.isNaN(end))
    throw new AssayError('E-UNTIL', `--until ${until} is not a date`, { next: 'Give it as YYYY-MM-DD, in UTC.' })
  if (end / 1000 > now)
    throw new AssayError('E-UNTIL', `--until ${until} lies in the future`, { next: 'Give today or a day before.' })
  const date = new Date(end)
  return { start: Date.UTC(date.getUTCFullYear() - 1, date.getUTCMonth(), 1) / 1000, until: end / 1000 }
}

/** Start of the UTC month of `now` (seconds), as YYYY-MM-DD: the default of `--until`. */
export function defaultUntil(now: number): string {
  return `${new Date(now * 1000).toISOString().slice(0, 7)}-01`
}

/** The node's `--timestamp`: before the first block of the history. */
export function genesisTime({ start }: Calendar): number {
  return start - HOUR
}

/** UTC month starts t with from < t <= to. */
export function monthsBegun(from: number, to: number): number[] {
  const starts: number[] = []
  const date = new Date(from * 1000)
  for (let month = date.getUTCMonth() + 1; ; month++) {
    const start = Date.UTC(date.getUTCFullYear(), month, 1) / 1000
    if (start > to) return starts
    starts.push(start)
  }
}
