import { type Interval, MAX_BUCKETS } from '../analytics/queries'
import { MIN_SERIES_COST_ROWS } from './limits'

const HOUR_MS = 3_600_000
/** The shortest that each interval can be. */
const lengthMs: Readonly<Record<Interval, number>> = {
  HOUR: HOUR_MS,
  DAY: 24 * HOUR_MS,
  WEEK: 7 * 24 * HOUR_MS,
  MONTH: 28 * 24 * HOUR_MS,
}

/** Rows that a series counts as in the request's budget: its intervals, and the query itself. */
export function seriesRows({ from, to, every }: { readonly from: Date; readonly to: Date; readonly every: Interval }) {
  const intervals = Math.ceil((to.getTime() - from.getTime()) / lengthMs[every])
  // a longer range is the series' own to refuse, by field
  return Math.min(Math.max(intervals, MIN_SERIES_COST_ROWS), MAX_BUCKETS)
}
