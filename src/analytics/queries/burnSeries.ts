import type { SeriesSpec } from '../../protocols/seriesSpec'

/** Tokens that reached a burn sink within every interval, by cause. A transfer from one sink to another burns nothing twice. */
export const burnSeries = {
  facts: 'movement',
  where: "asset = {asset:String} AND to_class = 'burned' AND from_class != 'burned'",
  by: ['cause'],
  counts: { count: 'count()' },
  amounts: ['amount'],
} as const satisfies SeriesSpec
