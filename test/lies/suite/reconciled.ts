import type { Lie } from '../lie'

const of = (name: string, sql: string, says: string, by = 'reconciled'): Lie => ({ name, on: 'destra', by, sql, says })
/** Of rows of long ago some are looked at each day. */
const FULL = 'reconciled --full'
const identity = (of: string, set: string) =>
  `update identity_check set ${set} where network = '{network}' and name = '${of}' and block = (
     select max(block) from identity_check where network = '{network}' and name = '${of}') returning *`
const taxed = (
  order: string,
) => `(class, account, block) = (select class, account, block from drift where network = '{network}'
  and class = 'staked' order by block ${order} limit 1)`

/** What was recorded of ledger beside chain, which is served with every figure. */
export const reconciled: readonly Lie[] = [
  of('identity-said-to-fail', identity('total', 'holds = false'), 'identity total at block {block}: holds f'),
  of(
    'identity-of-other-figures',
    identity('circulating', '"left" = "left" + 1, "right" = "right" + 1'),
    'identity circulating at block {block}: left {left}, by the ledger',
    FULL,
  ),
  of(
    'identity-that-failed-by-one',
    identity('burned', '"right" = "right" + 1, holds = false'),
    'identity burned: fails by -1 is recorded',
  ),
  of(
    'identity-of-another-block',
    identity('total', `block_hash = '0x' || repeat('ab', 32)`),
    'identity_check at block {block}: 0x(ab)+ at',
    FULL,
  ),
  of(
    'drift-explained-otherwise',
    `update drift set cause = 'donation' where ${taxed('desc')} returning *`,
    'drift of {class} {account}: .* by donation is recorded',
  ),
  of(
    'drift-hidden',
    `delete from drift where network = '{network}' and class = 'staked' returning *`,
    'drift of {class} {account}: 0 by none is recorded',
  ),
  of(
    'drift-of-one-more',
    `update drift set ledger = ledger + 1, chain = chain + 1 where ${taxed('asc')} returning *`,
    'drift of {account} at block {block}: {ledger} here',
    FULL,
  ),
  of(
    'pool-that-holds-one-more',
    `update pool_audit set balance_of = balance_of + 1 where network = '{network}' returning *`,
    'pool {pool}: {balance_of} held',
  ),
  of(
    'pool-forgotten',
    `delete from pool_audit where network = '{network}' returning *`,
    'pool {pool}: nothing is recorded',
  ),
  of(
    'reconciliation-forgotten',
    `delete from reconciliation where network = '{network}' returning *`,
    'reconciliation: none, and supply was compared',
  ),
  of(
    'held-until-long-ago',
    `update reconciliation set held_block = held_block - 20 where network = '{network}' returning *`,
    'reconciliation: held last in block {held_block}',
  ),
  of(
    'figures-said-to-be-doubted',
    `insert into alarm (network, code, message) values ('{network}', 'E-UNTRUSTED', 'they are not') returning *`,
    'alarm {code}: stands, and at block',
  ),
]
