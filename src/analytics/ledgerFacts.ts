import { type FactTable, indexedByTime, word } from '../protocols/factTable'
import { network } from './projector/projection'

/**
 * A transfer's movement says all of it: contract, parties, amount and place. Only one of nothing has none, and only it
 * stays an event.
 */
const unlessMoved = "(kind <> 'token.Transfer' OR data->>'value' = '0')"

/**
 * Such events are in an index of their own (db/migrations, event_by_kind), by kind and then by block: every kind that
 * stands there is looked up once, and no transfer of the range is read. A kind that nobody knows any more is found too.
 */
const kindsOfEvents = `kind = ANY (ARRAY(
    WITH RECURSIVE known(kind) AS (
      (SELECT kind FROM event WHERE network = ${network} AND ${unlessMoved} ORDER BY kind LIMIT 1)
      UNION ALL
      SELECT (SELECT e.kind FROM event e WHERE e.network = ${network} AND ${unlessMoved} AND e.kind > known.kind
        ORDER BY e.kind LIMIT 1) FROM known WHERE known.kind IS NOT NULL
    )
    SELECT kind FROM known WHERE kind IS NOT NULL))`

/** n-th field of an id from its end: a network's name may hold the separator. */
const idField = (fromEnd: number) => `split_part(id, '-', -${fromEnd})`

const block = 'UInt32 CODEC(Delta, ZSTD)'
const time = "DateTime('UTC') CODEC(Delta, ZSTD)"
const text = 'String CODEC(ZSTD(3))'

/**
 * A batch of such a table is larger than the 10 MiB from which a part has two files for every column. Making files is a
 * quarter of an insert's work, and parts this small are merged soon.
 */
const compact = (table: string) =>
  [
    '0004-compact-batches',
    `ALTER TABLE ${table} {on_cluster} MODIFY SETTING min_bytes_for_wide_part = 67108864`,
  ] as const

/** What every contract kind adds to: the events but transfers that moved something, the movements, the balances. */
export const ledgerFacts: readonly FactTable[] = [
  {
    name: 'event',
    since: '0001-facts',
    columns: {
      block,
      log_index: 'UInt32',
      part: 'UInt16',
      block_time: time,
      tx_hash: text,
      tx_index: 'UInt32',
      contract: word,
      kind: word,
      version: 'UInt16',
      data: text,
    },
    // Emptied when a transfer was no longer kept beside its movement, and when a kind, the first column of the order, which
    // nothing can change, began with that of its contract: every network is projected again.
    changes: [
      indexedByTime('event'),
      ['0003-each-fact-once', 'TRUNCATE TABLE event {on_cluster}'],
      compact('event'),
      ['0005-kinds-by-contract', 'TRUNCATE TABLE event {on_cluster}'],
    ],
    key: 'kind, block, log_index, part',
    identity: ['block', 'log_index', 'part'],
    sources: [{ columns: { data: 'data::text' }, where: unlessMoved, foundBy: kindsOfEvents }],
    amounts: [],
  },
  {
    name: 'movement',
    since: '0001-facts',
    columns: {
      block,
      log_index: 'UInt32',
      part: 'UInt16',
      ordinal: 'UInt32',
      block_time: time,
      tx_hash: text,
      asset: word,
      from_class: word,
      to_class: word,
      from_account: text,
      to_account: text,
      amount: 'UInt256 CODEC(ZSTD)',
      cause: word,
    },
    changes: [indexedByTime('movement'), compact('movement')],
    key: 'asset, to_class, block, log_index, part, ordinal',
    identity: ['block', 'log_index', 'part', 'ordinal'],
    sources: [
      {
        byId: true,
        columns: { log_index: `${idField(3)}::int`, part: `${idField(2)}::int`, ordinal: `${idField(1)}::int` },
      },
    ],
    amounts: ['amount'],
  },
  {
    name: 'supply_point',
    since: '0001-facts',
    columns: { block, block_time: time, asset: word, class: word, cause: word, balance: 'Int256 CODEC(ZSTD)' },
    changes: [indexedByTime('supply_point')],
    key: 'asset, class, cause, block',
    identity: ['block', 'asset', 'class', 'cause'],
    sources: [{ byId: true }],
    amounts: ['balance'],
    hours: {
      name: 'supply_hour',
      since: '0002-rollups',
      columns: {
        asset: word,
        class: word,
        cause: word,
        hour: "DateTime('UTC')",
        segment: 'UInt32',
        last: 'AggregateFunction(argMax, Int256, UInt32)',
        block: 'SimpleAggregateFunction(max, UInt32)',
        facts: 'SimpleAggregateFunction(sum, UInt64)',
      },
      key: 'asset, class, cause, hour, segment',
      select: `network, asset, class, cause, toStartOfHour(block_time) AS hour, intDiv(f.block, 10000) AS segment,
    argMaxState(f.balance, f.block) AS last, max(f.block) AS block, count() AS facts`,
    },
  },
]
