import type { Lie } from '../lie'
import { edit, forged, gone, more } from './edits'

/** Bills, slashes, revenue, routes and emissions, by the rules of their contracts. */
export const contracts: readonly Lie[] = [
  {
    ...{ name: 'bill-dearer-than-its-units', on: 'dgrid', by: 'bills' },
    sql: edit('bill', 'compute_units = compute_units - 1000000', `status = 'settled'`),
    says: '{id}: cost {cost}, by its units, price and penalty',
  },
  {
    ...{ name: 'bill-part-of-one-more', on: 'dgrid', by: 'bills' },
    sql: more('bill', 'node_share', `status = 'settled'`),
    says: '{id}: Σ parts \\d+, cost {cost}',
  },
  {
    ...{ name: 'bill-split-otherwise', on: 'dgrid', by: 'bills' },
    sql: edit('bill', 'fee = fee - 1, treasury = treasury + 1', `status = 'settled'`),
    says: '{id}: fee {fee}, .* another split than was in force',
  },
  {
    ...{ name: 'bill-refunded-less', on: 'dgrid', by: 'bills' },
    sql: edit('bill', 'refund = refund - 1', `status = 'settled' and refund > 0`),
    says: '{id}: escrow {escrow}, cost {cost} \\+ refund {refund}',
  },
  {
    ...{ name: 'bill-of-an-absurd-penalty', on: 'dgrid', by: 'bills' },
    sql: edit('bill', 'latency_penalty_bps = 5000', `status = 'settled'`),
    says: '{id}: .*latency penalty of 5000 bps',
  },
  {
    ...{ name: 'bill-at-another-price', on: 'dgrid', by: 'bills' },
    sql: edit('bill', 'base_price = base_price + 1', `status = 'settled'`),
    says: '{id}: .*base price {base_price}, in force',
  },
  {
    ...{ name: 'bill-closed-by-nobody', on: 'dgrid', by: 'bills' },
    sql: edit('bill', `status = 'open'`, `status = 'settled'`),
    says: '{id}: open, closed in block {settled_block}',
  },
  {
    ...{ name: 'escrow-that-is-not-held', on: 'dgrid', by: 'escrow' },
    sql: `update bill set escrow = escrow * 1000000000, status = 'open', settled_block = null where id = (select id from bill where network = '{network}' order by id limit 1)
          returning *`,
    says: '{id}: escrow {escrow}, opened with \\d+ by',
  },
  {
    ...{ name: 'escrow-of-one-more-on-a-bill', on: 'dgrid', by: 'escrow' },
    sql: more('bill', 'escrow', `status = 'refunded'`),
    says: '{id}: escrow {escrow}, opened with \\d+ by',
  },
  {
    ...{ name: 'bill-open-for-ever', on: 'dgrid', by: 'escrow' },
    sql: edit('bill', `status = 'open', settled_block = null`, `status = 'settled'`),
    says: '{id}: open, closed by devnet-dgrid-\\d+',
  },
  {
    ...{ name: 'bill-that-nobody-opened', on: 'dgrid', by: 'escrow' },
    sql: forged('bill', { id: `r.id || 'f'`, bill_id: `r.bill_id || 'f'` }),
    says: '{id}: no log opened it',
  },
  {
    ...{ name: 'bill-removed', on: 'dgrid', by: 'escrow' },
    sql: gone('bill'),
    says: 'opened bill {bill_id} with escrow {escrow}, which is not there',
  },
  {
    ...{ name: 'slash-above-a-fifth', on: 'dgrid', by: 'slashes' },
    sql: edit('slash', 'amount = stake_before'),
    says: '{id}: {amount} of {stake_before}, allowed',
  },
  {
    ...{ name: 'slash-said-to-be-kept', on: 'dgrid', by: 'slashes' },
    sql: edit('slash', 'burned = false'),
    says: '{id}: {amount}: said to be burned',
  },
  {
    ...{ name: 'slash-of-one-more', on: 'dgrid', by: 'slashes' },
    sql: more('slash', 'amount'),
    says: '{id}: (.* allowed .*; )?{amount}: .*burned in its transaction nothing',
  },
  {
    ...{ name: 'slash-of-another-stake', on: 'dgrid', by: 'slashes' },
    sql: edit('slash', 'stake_before = stake_before + 1'),
    says: `{id}: stake {stake_before} before it, of the node's history`,
  },
  {
    ...{ name: 'receipt-split-otherwise', on: 'destra', by: 'revenue' },
    sql: edit('revenue', 'nodes = nodes + 1, stakers = stakers - 1'),
    says: '{id}: stakers {stakers}, nodes {nodes}, buyback {buyback} of {amount}',
  },
  {
    ...{ name: 'receipt-larger-than-its-parts', on: 'destra', by: 'revenue' },
    sql: edit('revenue', 'amount = amount + 10000'),
    says: '{id}: .* of {amount}',
  },
  {
    ...{ name: 'route-larger-than-its-parts', on: 'deepnode', by: 'routes' },
    sql: edit('revenue_route', 'gross = gross + 1'),
    says: '{id}: Σ parts \\d+ of {gross}',
  },
  {
    ...{ name: 'route-with-less-bought-back', on: 'deepnode', by: 'routes' },
    sql: edit('revenue_route', 'buyback = buyback - 1, fees = fees + 1'),
    says: '{id}: buyback {buyback} of {gross}',
  },
  {
    ...{ name: 'route-with-more-for-the-owner', on: 'deepnode', by: 'routes' },
    sql: edit('revenue_route', 'model_owner = model_owner + 1, fees = fees - 1'),
    says: '{id}: owner {model_owner} of {gross}, at \\d+ bps',
  },
  {
    ...{ name: 'buyback-that-burned-nothing', on: 'deepnode', by: 'routes' },
    sql: edit('revenue_route', 'burned = 0', 'burned > 0'),
    says: '{id}: buyback of {buyback}, nothing burned',
  },
  {
    ...{ name: 'shares-of-more-than-all', on: 'deepnode', by: 'emissions' },
    sql: edit('domain_version', 'stakers_bps = stakers_bps + 1'),
    says: '{id}: shares sum to 10001',
  },
  {
    ...{ name: 'role-beyond-its-ceiling', on: 'deepnode', by: 'emissions' },
    sql: edit(
      'domain_version',
      'miners_bps = 9500, stakers_bps = stakers_bps - 9500 + miners_bps',
      `from_block not in (select from_block from parameter where network = '{network}')`,
    ),
    says: '{id}: role 0 has 9500 bps',
  },
  {
    ...{ name: 'role-beyond-a-ceiling-of-its-own-block', on: 'deepnode', by: 'emissions' },
    sql: edit(
      'domain_version',
      'miners_bps = 9950, stakers_bps = stakers_bps - 9950 + miners_bps',
      `from_block in (select from_block from parameter where network = '{network}' and name like 'ceilingBps:%')`,
    ),
    says: '{id}: role 0 has 9950 bps',
  },
  {
    ...{ name: 'domain-configured-by-nobody', on: 'deepnode', by: 'emissions' },
    sql: forged('domain_version', { id: `r.id || '9'`, from_block: 'r.from_block + 1' }),
    says: '{id}: no log configured the domain',
  },
  {
    ...{ name: 'emission-that-was-not-minted', on: 'deepnode', by: 'emissions' },
    sql: more('emission', 'amount'),
    says: 'block {block}: emitted \\d+, minted',
  },
]
