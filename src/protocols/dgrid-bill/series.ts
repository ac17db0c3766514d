import type { SeriesSpec } from '../seriesSpec'

/** Bills opened and closed within every interval, and what the settled ones cost. */
export const billSeries = {
  facts: 'bill_change',
  hours: 'bill_hour',
  by: [],
  counts: {
    opened: "countIf(change = 'opened')",
    settled: "countIf(change = 'settled')",
    refunded: "countIf(change = 'refunded')",
  },
  amounts: ['computeUnits', 'cost', 'fee', 'governance', 'treasury', 'adaptorShare', 'nodeShare', 'refund'],
} as const satisfies SeriesSpec
