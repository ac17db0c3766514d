import type { Lie } from '../lie'
import { edit } from './edits'

const REPORT = (checks: string) => `insert into audit_report (network, block, block_hash, ok, failing, checks, unasked)
  select network, number, hash, true, '{}', '${checks}', '{}' from block where network = '{network}' order by number desc limit 1 returning id`

/** How far everything has come, and how sure it is that nothing is missing. */
export const cursors: readonly Lie[] = [
  {
    ...{ name: 'final-height-ahead', on: 'destra', by: 'cursors' },
    sql: `update squid_devnet_destra.status set height = height - 1 where id = 0 returning *`,
    says: 'E-CHAIN-OTHER .*"block":{height}',
  },
  {
    ...{ name: 'final-hash-of-another', on: 'destra', by: 'cursors' },
    sql: `update squid_devnet_destra.status s set height = b.number from (
            select number from block where network = '{network}' and number < (select height from squid_devnet_destra.status) order by number desc limit 1) b
           where s.id = 0 returning s.*`,
    says: 'E-CHAIN-OTHER .*"block":{height}',
  },
  {
    ...{ name: 'head-behind', on: 'destra', by: 'cursors' },
    sql: `update head set number = number - 20 where id = '{network}' returning *`,
    says: 'head: {number}, complete to',
  },
  {
    ...{ name: 'head-ahead', on: 'dgrid', by: 'cursors' },
    sql: `update head set number = number + 1000 where id = '{network}' returning *`,
    says: 'head: {number}, complete to',
  },
  {
    ...{ name: 'projector-ahead', on: 'destra', by: 'cursors' },
    sql: `update projection_cursor set block = block + 100000 where network = '{network}' returning *`,
    says: 'projection cursor: {block}, final is',
  },
  {
    ...{ name: 'reconciled-with-another-block', on: 'destra', by: 'cursors' },
    sql: `update reconciliation r set block = b.number, block_hash = '0x' || repeat('ab', 32) from (
            select number from block where network = '{network}' order by number desc limit 1) b where r.network = '{network}' returning r.*`,
    says: 'reconciliation: {block} {block_hash}, the block has hash',
  },
  {
    ...{ name: 'range-never-read', on: 'destra', by: 'complete' },
    sql: `update completeness set to_block = to_block - 10 where network = '{network}'
             and from_block = (select min(from_block) from completeness where network = '{network}') returning *, to_block + 1 as next`,
    says: 'blocks {next} to \\d+ are in no range',
  },
  {
    ...{ name: 'range-from-later', on: 'dgrid', by: 'complete' },
    sql: `update completeness set from_block = from_block + 7 where network = '{network}'
             and from_block = (select min(from_block) from completeness where network = '{network}') returning *`,
    says: '{id}: .* {from_block}',
  },
  {
    ...{ name: 'range-in-two', on: 'deepnode', by: 'complete' },
    sql: `update completeness set to_block = to_block + 5 where network = '{network}'
             and from_block = (select min(from_block) from completeness where network = '{network}') returning *`,
    says: 'blocks \\d+ to {to_block} are in two ranges',
  },
  {
    ...{ name: 'level-of-its-own', on: 'destra', by: 'complete' },
    sql: edit(
      'completeness',
      `level = 'certain'`,
      "from_block < (select max(from_block) from completeness where network = '{network}')",
    ),
    says: '{id}: certain {from_block}–{to_block}',
  },
  {
    ...{ name: 'level-raised-by-hand', on: 'destra', by: 'complete' },
    sql: `update completeness set level = (select level from completeness where network = '{network}' order by from_block desc limit 1)
           where id = (select id from completeness where network = '{network}' order by from_block limit 1) returning *`,
    says: '.* follows on .*: written by nobody of ours',
  },
  {
    ...{ name: 'level-sealed-by-nobody', on: 'destra', by: 'levels' },
    sql: `update completeness set seal = '7:ab' where network = '{network}'
             and to_block = (select max(to_block) from completeness where network = '{network}') returning *`,
    says: '{id}: {level} .* is being written, and sealed {seal}',
  },
  {
    ...{ name: 'seal-of-another-range', on: 'dgrid', by: 'levels' },
    sql: `update completeness set seal = reverse(seal) where network = '{network}' and seal is not null
             and from_block = (select min(from_block) from completeness where network = '{network}') returning *`,
    says: '{from_block}–{to_block}: level {level} is not what was earned there',
  },
  {
    ...{ name: 'digest-of-the-future', on: 'dgrid', by: 'cursors' },
    sql: `insert into log_digest values ('{network}-0009999000', '{network}', 9999000, 9999999, 7, repeat('ab', 32)) returning *`,
    says: '{id}: digest of blocks 9999000 to 9999999',
  },
  {
    ...{ name: 'audit-that-nobody-made', on: 'destra', by: 'audits' },
    sql: REPORT('[]'),
    says: 'report {id}: digest none, of what it says',
  },
  {
    ...{ name: 'audit-that-says-all-is-true', on: 'dgrid', by: 'audits' },
    sql: REPORT('[{"id":"drift","ok":false}]'),
    says: 'report {id}: .*its checks say .drift.',
  },
  {
    ...{ name: 'alarm-of-no-audit', on: 'deepnode', by: 'audits' },
    sql: `insert into alarm (network, code, message) values ('{network}', 'E-AUDIT-FAILED', 'at block 7: drift; ')
            on conflict (network, code) do update set message = excluded.message returning *`,
    says: 'alarm {code}: {message}',
  },
]
