import type { Lie } from '../lie'
import { edit, forged, gone } from './edits'

/** A field of an event's data is one more. */
const changed = (kind: string, field: string) =>
  edit(
    'event',
    `data = jsonb_set(data::jsonb, '{${field}}', to_jsonb(((data->>'${field}')::numeric + 1)::text))`,
    `kind = '${kind}'`,
  )
const field = (name: string, on: Lie['on'], kind: string, what: string): Lie => ({
  ...{ name, on, sql: changed(kind, what), by: 'digest' },
  says: `{id}: block {block}: ${what} of log {log_index} is \\d+ on the chain and \\d+ in the ledger`,
})
/** The hash of a raw log is dropped with the lie: what was changed is then only in the chain's own words. */
const unhashed = (set: string, kind: string) => edit('event', `log_hash = null, ${set}`, `kind = '${kind}'`)

/** The event log and what was kept of the blocks it was read from. */
export const log: readonly Lie[] = [
  field('transfer-of-one-more', 'destra', 'token.Transfer', 'value'),
  field('stake-of-one-more', 'destra', 'destra-pool.Staked', 'amount'),
  field('stake-locked-for-longer', 'destra', 'destra-pool.Staked', 'lockinPeriod'),
  field('penalty-of-one-more', 'destra', 'destra-pool.Unstaked', 'penalty'),
  field('claim-of-one-more', 'destra', 'destra-pool.RewardClaimed', 'reward'),
  field('receipt-of-one-more', 'destra', 'revenue-vault.RevenueReceived', 'amount'),
  field('weight-of-one-more', 'destra', 'destra-pool.TotalWeightUpdated', 'totalWeight'),
  field('settled-for-one-more', 'dgrid', 'dgrid-bill.BillSettled', 'cost'),
  field('escrow-of-one-more', 'dgrid', 'dgrid-bill.BillOpened', 'escrow'),
  field('node-stake-of-one-more', 'dgrid', 'dgrid-nodes.NodeStakeChanged', 'stake'),
  field('vote-of-one-more', 'dgrid', 'votes.VoteCast', 'power'),
  field('emission-of-one-more', 'deepnode', 'deepnode-emissions.EmissionMinted', 'amount'),
  field('work-of-one-more', 'deepnode', 'deepnode-emissions.WorkVerified', 'workUnits'),
  field('route-of-one-more', 'deepnode', 'deepnode-router.RevenueRouted', 'gross'),
  {
    ...{ name: 'transfer-to-another', on: 'destra', by: 'digest' },
    sql: edit(
      'event',
      `data = jsonb_set(data::jsonb, '{to}', '"0x00000000000000000000000000000000000000f0"')`,
      `kind = 'token.Transfer'`,
    ),
    says: '{id}: block {block}: to of log {log_index} is 0x\\w+ on the chain and 0x0+f0 in the ledger',
  },
  {
    ...{ name: 'event-of-another-transaction', on: 'destra', by: 'digest' },
    sql: edit('event', `tx_hash = '0x' || repeat('ab', 32)`, `kind = 'destra-pool.Staked'`),
    says: '{id}: block {block}: transaction of log {log_index} ',
  },
  {
    ...{ name: 'hash-of-another-log', on: 'destra', by: 'digest' },
    sql: edit('event', `log_hash = repeat('ab', 32)`, `kind = 'destra-pool.Staked'`),
    says: '{id}: block {block}: rawLog of log {log_index} ',
  },
  {
    ...{ name: 'amount-and-no-hash', on: 'destra', by: 'digest --full' },
    sql: unhashed(`data = jsonb_set(data::jsonb, '{amount}', '"7"')`, 'destra-pool.Staked'),
    says: 'block {block}: amount of log {log_index} is \\d+ on the chain and 7 in the ledger',
  },
  {
    ...{ name: 'event-removed', on: 'destra', by: 'digest --full' },
    sql: gone('event', `kind = 'destra-pool.Unstaked'`),
    says: 'block {block}: log {log_index} is not in the ledger',
  },
  {
    ...{ name: 'event-forged', on: 'destra', by: 'digest' },
    sql: forged(
      'event',
      { id: `replace(r.id, '-' || lpad(r.log_index::text, 6, '0') || '-', '-009999-')`, log_index: '9999' },
      `kind = 'destra-pool.Staked'`,
    ),
    says: '{id}: block {block}: log 9999 is not on the chain',
  },
  {
    ...{ name: 'block-with-an-event-removed', on: 'destra', by: 'audit --blocks' },
    sql: gone('event', `kind = 'destra-pool.Staked'`),
    says: 'E-LOGS-MISSING block {block}: log {log_index} ',
  },
  {
    ...{ name: 'block-with-another-amount', on: 'deepnode', by: 'audit --blocks' },
    sql: unhashed(`data = jsonb_set(data::jsonb, '{amount}', '"7"')`, 'deepnode-emissions.EmissionMinted'),
    says: 'E-LOGS-DIFFER block {block}: amount of log {log_index} ',
  },
  {
    ...{ name: 'event-in-another-block', on: 'destra', by: 'cursors' },
    sql: edit('event', 'block = block + 5000', `kind = 'destra-pool.Staked'`),
    says: '{id}: block {block} .* its id is of another place',
  },
  {
    ...{ name: 'event-at-another-time', on: 'destra', by: 'cursors' },
    sql: edit('event', 'block_time = block_time - 86400', `kind = 'revenue-vault.RevenueReceived'`),
    says: '{id}: block {block} .* is not one of ours',
  },
  {
    ...{ name: 'log-understood-by-nobody', on: 'destra', by: 'quarantine' },
    sql: `insert into quarantine select 'q-' || id, network, block, tx_hash, log_index, contract, '0x00', 'undecodable', '{}'::jsonb
            from event where network = '{network}' and kind = 'destra-pool.Staked' order by id limit 1 returning *`,
    says: '{id}: undecodable',
  },
  {
    ...{ name: 'block-of-another-hash', on: 'destra', by: 'cursors' },
    sql: edit('block', `hash = '0x' || repeat('ab', 32)`),
    says: 'devnet-destra-\\d+-\\w+-\\d+-0: block {number} ',
  },
  {
    ...{ name: 'block-of-another-chain', on: 'destra', by: 'hashes --full' },
    sql: [
      edit('block', `hash = '0x' || repeat('ab', 32)`),
      `update event set block_hash = '{hash}' where network = '{network}' and block = {number}`,
    ],
    says: 'block {number}: 0x(ab)+ at {time} here, ',
  },
  {
    ...{ name: 'block-at-another-time', on: 'dgrid', by: 'hashes --full' },
    sql: edit('block', 'time = time - 86400'),
    says: 'block {number}: {hash} at {time} here, {hash} at \\d+ there',
  },
  {
    ...{ name: 'block-above-the-head', on: 'destra', by: 'cursors' },
    sql: forged('block', { id: `replace(r.id, lpad(r.number::text, 10, '0'), '0009999999')`, number: '9999999' }),
    says: '{id}: above the head',
  },
]
