import type { SeriesSpec } from '../seriesSpec'

/** Open stakes per lock tier at the end of every interval, shortest lock first. */
export const stakingSeries = {
  facts: 'position_change',
  by: ['lockSeconds'],
  counts: { positions: 'sum(f.positions)' },
  amounts: ['amount'],
  running: true,
} as const satisfies SeriesSpec
