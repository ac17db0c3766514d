import type { SeriesSpec } from '../seriesSpec'

/** Tokens minted within every interval, by domain, the foundation's part included. */
export const emissionSeries = {
  facts: 'emission',
  by: ['domainId'],
  counts: { epochs: 'uniqExact(epoch)' },
  amounts: ['amount'],
} as const satisfies SeriesSpec
