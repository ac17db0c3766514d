import { type FactTable, indexedByTime, word } from '../factTable'
import type { SeriesSpec } from '../seriesSpec'

const parts = [
  'compute_units',
  'cost',
  'fee',
  'governance',
  'treasury',
  'adaptor_share',
  'node_share',
  'refund',
] as const
const each = <T>(of: (part: string) => T) => Object.fromEntries(parts.map((part) => [part, of(part)]))

/** A bill is two facts: it is opened, and later settled or refunded. */
export const billFacts: readonly FactTable[] = [
  {
    name: 'bill_change',
    since: '0001-facts',
    columns: {
      block: 'UInt32 CODEC(Delta, ZSTD)',
      block_time: "DateTime('UTC') CODEC(Delta, ZSTD)",
      bill_id: 'String CODEC(ZSTD(3))',
      change: word,
      account: 'String CODEC(ZSTD(3))',
      adaptor: word,
      node: word,
      escrow: 'UInt256 CODEC(ZSTD)',
      ...each(() => 'UInt256 CODEC(ZSTD)'),
    },
    changes: [indexedByTime('bill_change')],
    key: 'block, bill_id, change',
    identity: ['bill_id', 'change'],
    sources: [
      {
        from: 'bill',
        columns: {
          block: 'opened_block',
          block_time: 'opened_time',
          change: "'opened'",
          node: "''",
          ...each(() => '0'),
        },
      },
      {
        from: 'bill',
        where: "status <> 'open'",
        foundBy: {
          column: 'id',
          key: "network || '-' || (data->>'billId')",
          kinds: ['dgrid-bill.BillSettled', 'dgrid-bill.BillRefunded'],
        },
        columns: {
          block: 'settled_block',
          block_time: 'settled_time',
          change: 'status',
          node: "coalesce(node, '')",
          ...each((part) => `coalesce(${part}, 0)`),
          refund: 'refund',
        },
      },
    ],
    amounts: ['escrow', ...parts],
    hours: {
      name: 'bill_hour',
      since: '0002-rollups',
      columns: {
        hour: "DateTime('UTC')",
        segment: 'UInt32',
        opened: 'SimpleAggregateFunction(sum, UInt64)',
        settled: 'SimpleAggregateFunction(sum, UInt64)',
        refunded: 'SimpleAggregateFunction(sum, UInt64)',
        ...each(() => 'SimpleAggregateFunction(sum, UInt256)'),
        facts: 'SimpleAggregateFunction(sum, UInt64)',
      },
      key: 'hour, segment',
      select: `network, toStartOfHour(block_time) AS hour, intDiv(block, 10000) AS segment,
    countIf(change = 'opened') AS opened, countIf(change = 'settled') AS settled,
    countIf(change = 'refunded') AS refunded, sum(f.compute_units) AS compute_units, sum(f.cost) AS cost,
    sum(f.fee) AS fee, sum(f.governance) AS governance, sum(f.treasury) AS treasury,
    sum(f.adaptor_share) AS adaptor_share, sum(f.node_share) AS node_share, sum(f.refund) AS refund, count() AS facts`,
    },
  },
]

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
