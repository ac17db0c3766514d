import { perEvent } from '../factTable'
import type { SeriesSpec } from '../seriesSpec'

export const slashFacts = [
  perEvent('Slashed', 'slash', {
    since: '0001-facts',
    columns: { node: 'String', job_id: 'String', amount: 'UInt256', stake_before: 'UInt256', reason: 'String' },
    amounts: ['amount', 'stake_before'],
  }),
]

/** Stake taken from nodes within every interval. */
export const slashSeries = {
  facts: 'slash',
  by: [],
  counts: { slashes: 'count()', nodes: 'uniqExact(node)' },
  amounts: ['amount'],
} as const satisfies SeriesSpec
