import type { SeriesSpec } from '../seriesSpec'

/** Stake taken from nodes within every interval. */
export const slashSeries = {
  facts: 'slash',
  by: [],
  counts: { slashes: 'count()', nodes: 'uniqExact(node)' },
  amounts: ['amount'],
} as const satisfies SeriesSpec
