import type { Lie } from '../lie'
import { edit, forged, gone, more } from './edits'

const replayed = (name: string, on: Lie['on'], sql: string, says: string): Lie => ({
  name,
  on,
  sql,
  by: 'replay',
  says,
})

/** What is folded from the log: movements, balances, supply, and every projection of a contract. */
export const ledger: readonly Lie[] = [
  replayed(
    'movement-of-one-more',
    'destra',
    more('movement', 'amount', `cause = 'usage'`),
    'movement {id}: amount {amount}, by the log',
  ),
  replayed(
    'movement-to-another',
    'destra',
    edit('movement', `to_account = '0x00000000000000000000000000000000000000f0'`, `to_class = 'holders'`),
    'movement {id}: to_account ',
  ),
  replayed(
    'movement-of-another-class',
    'destra',
    edit('movement', `to_class = 'treasury'`, `to_class = 'staked'`),
    'movement {id}: to_class treasury, by the log staked',
  ),
  replayed(
    'burn-of-another-cause',
    'destra',
    edit('movement', `cause = 'direct'`, `cause = 'early-exit'`),
    'movement {id}: cause direct, by the log early-exit',
  ),
  replayed('movement-removed', 'dgrid', gone('movement', `cause = 'slash'`), 'movement {id}: missing'),
  replayed(
    'movement-forged',
    'dgrid',
    forged('movement', { id: `r.id || '9'`, amount: '1' }, `to_class = 'holders'`),
    'movement {id}: the log does not have it',
  ),
  replayed(
    'balance-of-one-more',
    'destra',
    more('balance', 'amount', `class = 'holders'`),
    'balance {id}: amount {amount}, by the log',
  ),
  replayed(
    'balance-of-another-class',
    'deepnode',
    edit('balance', `class = 'treasury'`, `class = 'holders'`),
    'balance {id}: class treasury, by the log holders',
  ),
  replayed(
    'account-forged',
    'dgrid',
    forged('balance', { id: `r.id || 'f'`, account: `r.account || 'f'` }, `class = 'holders'`),
    'balance {id}: the log does not have it',
  ),
  replayed('account-removed', 'dgrid', gone('balance', `class = 'holders'`), 'balance {id}: missing'),
  replayed(
    'supply-of-one-more',
    'destra',
    more('supply_point', 'balance', `class = 'staked'`),
    'supply_point {id}: balance {balance}, by the log',
  ),
  replayed(
    'burned-of-one-more',
    'destra',
    more('supply_point', 'balance', `class = 'burned' and cause = 'direct'`),
    'supply_point {id}: balance {balance}, by the log',
  ),
  replayed(
    'supply-point-removed',
    'deepnode',
    gone('supply_point', `class = 'issuance'`),
    'supply_point {id}: missing',
  ),
  replayed('position-of-one-more', 'destra', more('position', 'amount'), 'position {id}: amount {amount}, by the log'),
  replayed(
    'position-open-again',
    'destra',
    edit('position', `status = 'open', closed_block = null, closed_time = null`, `status = 'closed'`),
    'position {id}: .*closed_block null, by the log',
  ),
  replayed(
    'position-of-another-owner',
    'destra',
    edit('position', `owner = '0x00000000000000000000000000000000000000f0'`),
    'position {id}: owner 0x0+f0, by the log',
  ),
  replayed(
    'position-eligible-earlier',
    'destra',
    edit('position', 'threshold = 0', 'threshold > 0'),
    'position {id}: threshold 0, by the log',
  ),
  replayed(
    'position-of-more-weight',
    'destra',
    edit('position', 'multiplier = 4', 'multiplier = 1'),
    'position {id}: multiplier 4, by the log 1',
  ),
  replayed(
    'penalty-forgiven',
    'destra',
    edit('position', 'penalty = 0', 'penalty > 0'),
    'position {id}: penalty 0, by the log',
  ),
  replayed(
    'pool-index-ahead',
    'destra',
    `update pool set index = index + 1 where network = '{network}' returning *`,
    'pool {id}: index {index}, by the log',
  ),
  replayed(
    'pool-period-of-more-weight',
    'destra',
    more('pool_period', 'booked'),
    'pool_period {id}: booked {booked}, by the log',
  ),
  replayed(
    'pool-period-of-more-eth',
    'destra',
    more('pool_period', 'deposited', 'deposited > 0'),
    'pool_period {id}: deposited {deposited}, by the log',
  ),
  replayed(
    'deposit-to-another-period',
    'destra',
    edit('pool_deposit', 'period = period + 1'),
    'pool_deposit {id}: period {period}, by the log',
  ),
  replayed(
    'pool-claim-of-one-more',
    'destra',
    more('pool_claim', 'amount'),
    'pool_claim {id}: amount {amount}, by the log',
  ),
  replayed('pool-claim-removed', 'destra', gone('pool_claim'), 'pool_claim {id}: missing'),
  replayed(
    'bought-back-for-less',
    'destra',
    edit('buyback', 'eth_spent = eth_spent - 1'),
    'buyback {id}: eth_spent {eth_spent}, by the log',
  ),
  replayed('node-that-earned-more', 'dgrid', more('node', 'earned'), 'node {id}: earned {earned}, by the log'),
  replayed(
    'node-out-of-jail',
    'dgrid',
    edit('node_version', 'jailed_until = 0', 'jailed_until > 0'),
    'node_version {id}: jailed_until 0, by the log',
  ),
  replayed(
    'node-of-another-operator',
    'dgrid',
    edit('node', `operator = '0x00000000000000000000000000000000000000f0'`),
    'node {id}: operator 0x0+f0, by the log',
  ),
  replayed(
    'price-changed-by-nobody',
    'dgrid',
    edit('parameter', `value = '1'`, `name = 'basePrice'`),
    'parameter {id}: value 1, by the log',
  ),
  replayed('vote-of-more-power', 'dgrid', more('vote', 'power'), 'vote {id}: power {power}, by the log'),
  replayed(
    'model-of-another-owner',
    'deepnode',
    edit('model', `owner = '0x00000000000000000000000000000000000000f0'`),
    'model {id}: owner 0x0+f0, by the log',
  ),
  replayed(
    'work-of-more-units',
    'deepnode',
    more('epoch_work', 'units', `role = 'miners'`),
    'epoch_work {id}: units {units}, by the log',
  ),
  replayed(
    'validations-of-another',
    'deepnode',
    edit('epoch_work', `account = '0x00000000000000000000000000000000000000f0'`, `role = 'validators'`),
    'epoch_work {id}: account 0x0+f0, by the log',
  ),
  replayed(
    'domain-stake-of-one-more',
    'deepnode',
    more('domain_stake', 'stake'),
    'domain_stake {id}: stake {stake}, by the log',
  ),
  replayed(
    'epoch-ended-later',
    'deepnode',
    edit('epoch', 'end_time = end_time + 1'),
    'epoch {id}: end_time {end_time}, by the log',
  ),
  replayed(
    'price-of-another-day',
    'deepnode',
    more('price_point', 'reserve_quote'),
    'price_point {id}: reserve_quote {reserve_quote}, by the log',
  ),
  replayed('finding-hidden', 'destra', gone('finding', `code = 'F-STRANDED-ETH'`), 'finding {id}: missing'),
  replayed(
    'finding-forged',
    'dgrid',
    `insert into finding select 'forged-' || id, network, block, block_time, tx_hash, 'F-SLASH', 'forged', '{}'::jsonb
      from slash where network = '{network}' order by id limit 1 returning *`,
    'finding {id}: the log does not have it',
  ),
  replayed(
    'publication-of-another-root',
    'destra',
    edit('publication', `root = '0x' || repeat('ab', 32)`),
    'publication {id}: root 0x(ab)+, by the log',
  ),
  replayed(
    'reward-claim-of-one-more',
    'destra',
    more('reward_claim', 'amount'),
    'reward_claim {id}: amount {amount}, by the log',
  ),
  replayed(
    'holder-in-debt',
    'dgrid',
    edit('balance', 'amount = -1', `class = 'holders' and amount > 0`),
    'balance {id}: amount -1, by the log',
  ),
  {
    ...{ name: 'supply-that-was-never-issued', on: 'dgrid', by: 'identities' },
    sql: `update supply_point set balance = balance - 1 where id = (select id from supply_point where network = '{network}'
            and class = 'issuance' and cause = '' and block <= (select height from squid_devnet_dgrid.status) order by block desc limit 1) returning *`,
    says: 'identity:total: expected \\d+, is \\d+',
  },
  {
    ...{ name: 'escrow-class-of-one-more', on: 'dgrid', by: 'identities' },
    sql: `update supply_point set balance = balance + 1 where id = (select id from supply_point where network = '{network}'
            and class = 'escrow' and cause = '' and block <= (select height from squid_devnet_dgrid.status) order by block desc limit 1) returning *`,
    says: 'identity:class:escrow: expected \\d+, is \\d+',
  },
  {
    ...{ name: 'treasury-account-of-one-more', on: 'dgrid', by: 'drift' },
    sql: `update balance set amount = amount + 1 where id = (select id from balance where network = '{network}' and class = 'treasury' order by amount desc limit 1) returning *`,
    says: '{account}: \\d+ here, \\d+ there',
  },
  {
    // Final balances are today's less what moved since: a movement that is not final leaves them as they were.
    ...{ name: 'million-in-a-block-that-is-not-final', on: 'dgrid', by: 'drift' },
    sql: [
      `select account, class, h.number + 1 as block, '1000000000000000000000000' as million from balance, head h
        where network = '{network}' and h.id = '{network}' and class = 'treasury' order by amount desc limit 1`,
      `insert into movement select (jsonb_populate_record(m, jsonb_build_object('id', '{network}-' || lpad('{block}', 10, '0') || '-fffff-000000-0-0',
         'block', {block}, 'to_account', '{account}', 'to_class', '{class}', 'amount', {million}))).* from movement m
        where id = (select max(id) from movement where network = '{network}')`,
      `update balance set amount = amount + {million} where network = '{network}' and account = '{account}'`,
      `insert into supply_point select (jsonb_populate_record(p, jsonb_build_object('id', replace(p.id, lpad(p.block::text, 10, '0'), lpad('{block}', 10, '0')),
         'block', {block}, 'balance', p.balance + {million}))).* from supply_point p where id = (
           select id from supply_point where network = '{network}' and class = '{class}' and cause = '' order by block desc limit 1)`,
    ],
    says: '{account}: \\d+ here, \\d+ there at the head',
  },
  {
    ...{ name: 'pool-account-of-one-more', on: 'deepnode', by: 'drift' },
    sql: `update balance set amount = amount + 1 where id = (select id from balance where network = '{network}' and class = 'staked' order by amount desc limit 1) returning *`,
    says: '{account}: \\d+ here, \\d+ there',
  },
  replayed(
    'million-under-a-silent-fee',
    'destra',
    edit('balance', 'amount = amount + 1000000000000000000000000', `class = 'treasury'`),
    'balance {id}: amount {amount}, by the log',
  ),
  {
    ...{ name: 'stake-of-an-owner-of-one-more', on: 'destra', by: 'positions' },
    sql: edit('position', 'amount = amount + 1', `status = 'open'`),
    says: '{owner}: .* here, .* there',
  },
  {
    ...{ name: 'stakes-of-an-owner-exchanged', on: 'destra', by: 'positions' },
    sql: edit(
      'position',
      `status = 'closed', closed_block = opened_block + 1`,
      `status = 'open'
        and owner in (select owner from position where network = '{network}' and status = 'open' group by owner having count(*) > 1)`,
    ),
    says: '{owner}: .* here, .* there',
  },
  {
    ...{ name: 'pool-difference', on: 'destra', by: 'pool' },
    sql: `insert into finding select 'forged-' || id, network, block, block_time, tx_hash, 'F-POOL-DIFFERENCE', 'another was paid', '{}'::jsonb
        from pool_claim where network = '{network}' order by id limit 1 returning *`,
    says: '{id}: another was paid',
  },
  {
    ...{ name: 'claim-that-the-pool-never-paid', on: 'destra', by: 'second-pool' },
    sql: edit('event', `data = jsonb_set(data::jsonb, '{reward}', '"7"')`, `kind = 'destra-pool.RewardClaimed'`),
    says: 'claim of 0x\\w+ in block {block}, log {log_index}: p\\d+ paid 7, \\d+ computed',
  },
  {
    ...{ name: 'weight-that-the-pool-never-had', on: 'destra', by: 'second-pool' },
    sql: `update event set data = jsonb_set(data::jsonb, '{totalWeight}', '"7"') where id = (select id from event where network = '{network}'
            and kind = 'destra-pool.TotalWeightUpdated' and block <= (select height from squid_devnet_destra.status) order by id desc limit 1) returning *, data->>'rewardPeriodIndex' as period`,
    says: 'p{period} of 0x\\w+: the pool announced weight 7, \\d+ computed',
  },
]
