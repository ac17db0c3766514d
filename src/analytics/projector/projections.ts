import { causedBy, network, type Projection, projection } from './projection'

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

const closedBill = {
  compute_units: 'coalesce(compute_units, 0)',
  cost: 'coalesce(cost, 0)',
  fee: 'coalesce(fee, 0)',
  governance: 'coalesce(governance, 0)',
  treasury: 'coalesce(treasury, 0)',
  adaptor_share: 'coalesce(adaptor_share, 0)',
  node_share: 'coalesce(node_share, 0)',
  refund: 'refund',
}
const openBill = Object.fromEntries(Object.keys(closedBill).map((name) => [name, '0'])) as typeof closedBill

export const projections: readonly Projection[] = [
  projection({
    table: 'event',
    columns: {
      block: 'block',
      log_index: 'log_index',
      part: 'part',
      block_time: 'block_time',
      tx_hash: 'tx_hash',
      tx_index: 'tx_index',
      contract: 'contract',
      kind: 'kind',
      version: 'version',
      data: 'data::text',
    },
    from: 'event',
    where: unlessMoved,
    foundBy: kindsOfEvents,
    amounts: [],
  }),
  projection({
    table: 'movement',
    columns: {
      block: 'block',
      log_index: `${idField(3)}::int`,
      part: `${idField(2)}::int`,
      ordinal: `${idField(1)}::int`,
      block_time: 'block_time',
      tx_hash: 'tx_hash',
      asset: 'asset',
      from_class: 'from_class',
      to_class: 'to_class',
      from_account: 'from_account',
      to_account: 'to_account',
      amount: 'amount',
      cause: 'cause',
    },
    from: 'movement',
    byId: true,
    amounts: ['amount'],
  }),
  projection({
    table: 'supply_point',
    columns: {
      block: 'block',
      block_time: 'block_time',
      asset: 'asset',
      class: 'class',
      cause: 'cause',
      balance: 'balance',
    },
    from: 'supply_point',
    byId: true,
    amounts: ['balance'],
    signed: ['balance'],
  }),
  projection(
    {
      table: 'position_change',
      columns: {
        block: 'opened_block',
        block_time: '"start"',
        position_id: 'id',
        change: "'opened'",
        owner: 'owner',
        lock_seconds: 'lock_seconds',
        multiplier: 'multiplier',
        amount: 'amount',
        positions: '1',
        penalty: '0',
      },
      from: 'position',
      amounts: ['amount', 'positions', 'penalty'],
      signed: ['amount'],
    },
    {
      table: 'position_change',
      columns: {
        block: 'closed_block',
        block_time: 'closed_time',
        position_id: 'id',
        change: "'closed'",
        owner: 'owner',
        lock_seconds: 'lock_seconds',
        multiplier: 'multiplier',
        amount: '-amount',
        positions: '-1',
        penalty: 'coalesce(penalty, 0)',
      },
      from: 'position',
      foundBy: causedBy('owner', "lower(data->>'user')", 'destra-pool.Unstaked'),
      amounts: [],
    },
  ),
  projection(
    {
      table: 'bill_change',
      columns: {
        block: 'opened_block',
        block_time: 'opened_time',
        bill_id: 'bill_id',
        change: "'opened'",
        account: 'account',
        adaptor: 'adaptor',
        node: "''",
        escrow: 'escrow',
        ...openBill,
      },
      from: 'bill',
      amounts: ['escrow', ...Object.keys(closedBill)],
    },
    {
      table: 'bill_change',
      columns: {
        block: 'settled_block',
        block_time: 'settled_time',
        bill_id: 'bill_id',
        change: 'status',
        account: 'account',
        adaptor: 'adaptor',
        node: "coalesce(node, '')",
        escrow: 'escrow',
        ...closedBill,
      },
      from: 'bill',
      where: "status <> 'open'",
      foundBy: causedBy(
        'id',
        "network || '-' || (data->>'billId')",
        'dgrid-bill.BillSettled',
        'dgrid-bill.BillRefunded',
      ),
      amounts: [],
    },
  ),
  perEvent(
    'revenue-vault.RevenueReceived',
    'revenue',
    ['source', 'payer', 'asset'],
    ['amount', 'stakers', 'nodes', 'buyback'],
  ),
  perEvent(
    'deepnode-router.RevenueRouted',
    'revenue_route',
    ['model_id', 'domain_id'],
    ['gross', 'model_owner', 'fees', 'buyback', 'emission_reserve', 'burned'],
  ),
  perEvent('revenue-vault.BoughtBack', 'buyback', [], ['eth_spent', 'tokens_burned']),
  perEvent('dgrid-nodes.Slashed', 'slash', ['node', 'job_id', 'reason'], ['amount', 'stake_before']),
  perEvent('merkle-distributor.Claimed', 'reward_claim', ['program_id', 'period', 'account'], ['amount']),
  perEvent('uniswap-v2.Sync', 'price_point', ['pair'], ['reserve_token', 'reserve_quote']),
  projection({
    table: 'emission',
    columns: { block: 'block', block_time: 'block_time', epoch: 'epoch', domain_id: 'domain_id', amount: 'amount' },
    from: 'emission',
    foundBy: causedBy(
      'id',
      "network || '-' || lpad(data->>'epoch', 8, '0') || '-' || (data->>'domainId')",
      'deepnode-emissions.EmissionMinted',
    ),
    amounts: ['amount'],
  }),
]

/** A table with one row per event of a kind, under the event's id, and the same columns in both stores. */
function perEvent(kind: string, table: string, words: readonly string[], amounts: readonly string[]): Projection {
  const names = ['block', 'block_time', 'id', ...words, ...amounts]
  const columns = Object.fromEntries(names.map((name) => [name, name]))
  return projection({ table, columns, from: table, foundBy: causedBy('id', 'id', kind), amounts })
}
