import type { BlockNumber } from '../../economics/units'
import { AssayError } from '../../errors'

export type Interval = 'HOUR' | 'DAY' | 'WEEK' | 'MONTH'

/** A chart is at most this wide on any screen; more points are a download, not a chart. */
export const MAX_BUCKETS = 1_000

/** Arguments of every series. An event at exactly `to` belongs to the next period. */
export interface SeriesRange {
  readonly network: string
  readonly from: Date
  readonly to: Date
  readonly every: Interval
  /** ignore facts above this block (-1: all of them): the projector's cursor, so that a half-written batch never shows */
  readonly upToBlock?: BlockNumber
}

/** Calendar interval in UTC, clipped to the range; weeks start on Monday. `end` is exclusive. */
export interface Bucket {
  readonly start: Date
  readonly end: Date
}

/** Bucket and its key: the unclipped start in seconds, as `bucketStart` gives it in SQL. */
type KeyedBucket = Bucket & { readonly key: number }

/** SQL: start of the bucket that a time falls into, in seconds; the same boundaries as `bucketsOf` draws. */
export function bucketStart(every: Interval, time = 'block_time'): string {
  if (every === 'HOUR') return `toUnixTimestamp(toStartOfHour(${time}))`
  if (every === 'DAY') return `toUnixTimestamp(toStartOfDay(${time}))`
  const start = every === 'WEEK' ? `toStartOfWeek(${time}, 1)` : `toStartOfMonth(${time})`
  return `toUnixTimestamp(toDateTime(${start}, 'UTC'))`
}

/** @throws AssayError E-SERIES-RANGE when the range is empty, or holds more than MAX_BUCKETS intervals */
export function bucketsOf({ from, to, every }: SeriesRange): KeyedBucket[] {
  if (!(from.getTime() < to.getTime()) || from.getTime() < 0)
    throw new AssayError('E-SERIES-RANGE', 'from must be a time before to', { details: { field: 'to' } })
  const buckets: KeyedBucket[] = []
  for (let start = floor(from, every); start < to.getTime(); ) {
    if (buckets.length === MAX_BUCKETS)
      throw new AssayError('E-SERIES-RANGE', `the range holds more than ${MAX_BUCKETS} intervals of one ${every}`, {
        next: 'Ask for a shorter range or a longer interval.',
        details: { field: 'every' },
      })
    const end = next(start, every)
    buckets.push({
      key: start / 1_000,
      start: new Date(Math.max(start, from.getTime())),
      end: new Date(Math.min(end, to.getTime())),
    })
    start = end
  }
  return buckets
}

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/** 1 January 1970 was a Thursday: weeks since the epoch are shifted by four days to start on Monday. */
const MONDAY_MS = 4 * DAY_MS

function floor(time: Date, every: Interval): number {
  const ms = time.getTime()
  if (every === 'MONTH') return Date.UTC(time.getUTCFullYear(), time.getUTCMonth(), 1)
  if (every === 'WEEK') return Math.floor((ms - MONDAY_MS) / (7 * DAY_MS)) * 7 * DAY_MS + MONDAY_MS
  const step = every === 'HOUR' ? HOUR_MS : DAY_MS
  return Math.floor(ms / step) * step
}

function next(startMs: number, every: Interval): number {
  if (every === 'HOUR') return startMs + HOUR_MS
  if (every === 'DAY') return startMs + DAY_MS
  if (every === 'WEEK') return startMs + 7 * DAY_MS
  const start = new Date(startMs)
  return Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + 1, 1)
}
