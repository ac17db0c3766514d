import { type FactTable, word } from '../factTable'
import type { SeriesSpec } from '../seriesSpec'

/** Opening a position adds its amount, closing it takes the amount away: a sum is what is staked. */
export const positionFacts: readonly FactTable[] = [
  {
    name: 'position_change',
    since: '0001-facts',
    columns: {
      block: 'UInt32',
      block_time: "DateTime('UTC')",
      position_id: 'String',
      change: word,
      owner: 'String',
      lock_seconds: 'UInt32',
      multiplier: 'UInt32',
      amount: 'Int256',
      positions: 'Int32',
      penalty: 'UInt256',
    },
    key: 'lock_seconds, block, position_id, change',
    identity: ['position_id', 'change'],
    sources: [
      {
        from: 'position',
        columns: {
          block: 'opened_block',
          block_time: '"start"',
          position_id: 'id',
          change: "'opened'",
          positions: '1',
          penalty: '0',
        },
      },
      {
        from: 'position',
        foundBy: { column: 'owner', key: "lower(data->>'user')", kinds: ['destra-pool.Unstaked'] },
        columns: {
          block: 'closed_block',
          block_time: 'closed_time',
          position_id: 'id',
          change: "'closed'",
          amount: '-amount',
          positions: '-1',
          penalty: 'coalesce(penalty, 0)',
        },
      },
    ],
    amounts: ['amount', 'positions', 'penalty'],
  },
]

/** Open stakes per lock tier at the end of every interval, shortest lock first. */
export const stakingSeries = {
  facts: 'position_change',
  by: ['lockSeconds'],
  counts: { positions: 'sum(f.positions)' },
  amounts: ['amount'],
  running: true,
} as const satisfies SeriesSpec
