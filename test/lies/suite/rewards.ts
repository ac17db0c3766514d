import type { FileLie, Lie } from '../lie'

const D = (offset = 2) =>
  `(select id from distribution where network = '{network}' and program = 'destra.stakers.monthly' order by period_end desc offset ${offset} limit 1)`
const share = (offset = 2) =>
  `distribution_id = ${D(offset)} and account = (select account from report_share where distribution_id = ${D(offset)} order by account offset 2 limit 1)`
const file = (name: string, program: string, of: string, edit: FileLie['edit'], by: string, says: string): FileLie => ({
  ...{ name, on: program.split('.')[0] as FileLie['on'], program, file: of, edit, by, says },
})
/** Columns of what the chain has published of the n-th newest month. */
const publication = (offset: number, set: string) =>
  `update publication p set ${set} from distribution d where d.id = ${D(offset)} and d.program_id = p.program_id
     and d.period_number = p.period and p.network = d.network returning d.id`
const STAKERS = 'destra.stakers.monthly'
/** The n-th amount of a line's column is one more. */
const oneMore = (text: string, at: RegExp) => text.replace(at, (_, before, amount) => `${before}${BigInt(amount) + 1n}`)

/** Reports: their rows, what distributors hold, and the files that are handed out. */
export const rewards: readonly Lie[] = [
  {
    ...{ name: 'share-of-one-more', on: 'destra', by: 'second' },
    sql: `update report_share set amount = amount + 1 where ${share(2)} returning *`,
    says: '{distribution_id}: share of {account}: {amount} by weight {weight} is stored, \\d+ by weight',
  },
  {
    ...{ name: 'share-of-more-weight', on: 'destra', by: 'second' },
    sql: `update report_share set weight = weight + 1 where ${share(3)} returning *`,
    says: '{distribution_id}: share of {account}: {amount} by weight {weight} is stored',
  },
  {
    ...{ name: 'share-removed', on: 'destra', by: 'second' },
    sql: `delete from report_share where ${share(4)} returning *`,
    says: '{distribution_id}: share of {account}: none is stored, {amount} by weight',
  },
  {
    ...{ name: 'share-of-a-stranger', on: 'destra', by: 'second' },
    sql: `update report_share set account = '0x00000000000000000000000000000000000000f0' where ${share(5)} returning *`,
    says: '{distribution_id}: share of 0x0+f0: .* is stored, none computed',
  },
  {
    ...{ name: 'pot-of-one-more', on: 'destra', by: 'second' },
    sql: `update report set pot = pot + 1, carry = carry + 1 where distribution_id = ${D(6)} returning *`,
    says: '{distribution_id}: totals.(pot|revenue): \\d+ is stored, \\d+ computed',
  },
  {
    ...{ name: 'carry-of-one-more', on: 'destra', by: 'second' },
    sql: `update report set carry = carry + 1, distributed = distributed - 1 where distribution_id = ${D(7)} returning *`,
    says: '{distribution_id}: carry.amount: {carry} is stored',
  },
  {
    ...{ name: 'period-that-ended-later', on: 'destra', by: 'second' },
    sql: `update distribution set period_end = period_end + 1 where id = ${D(8)} returning *`,
    says: '{id}: end: {period_end} is stored',
  },
  {
    ...{ name: 'share-of-an-emission-of-one-more', on: 'deepnode', by: 'second' },
    sql: `update report_pot set distributed = distributed + 1, carry = carry - 1 where (distribution_id, name) = (select distribution_id, name from report_pot
            where distribution_id like '{network}:deepnode.emission:%' and distributed > 0 and carry > 0 order by distribution_id, name offset 7 limit 1) returning *`,
    says: '{distribution_id}: pot {name}, distributed: {distributed} is stored',
  },
  {
    ...{ name: 'root-of-another-tree', on: 'destra', by: 'distributions' },
    sql: `update report set root = '0x' || repeat('ab', 32) where distribution_id = ${D(1)} returning *`,
    says: '{distribution_id}: .*0x(ab)+',
  },
  {
    ...{ name: 'byte-of-a-tree', on: 'destra', by: 'distributions' },
    sql: `update report_tree set nodes = set_byte(nodes, 40, (get_byte(nodes, 40) + 1) % 256) where distribution_id = ${D(2)} returning distribution_id`,
    says: '{distribution_id}: ',
  },
  {
    ...{ name: 'report-of-another-hash', on: 'destra', by: 'distributions' },
    sql: `update report set sha256 = '0x' || repeat('ab', 32) where distribution_id = ${D(3)} returning *`,
    says: '{distribution_id}: .*0x(ab)+',
  },
  {
    ...{ name: 'report-of-another-text', on: 'destra', by: 'distributions' },
    sql: `update report set body = replace(body, '"format"', '"formal"') where distribution_id = ${D(4)} returning *`,
    says: '{distribution_id}: ',
  },
  {
    ...{ name: 'explanation-of-another', on: 'destra', by: 'distributions' },
    sql: `update report_share set explanation = replace(explanation, '"multiplier":', '"multiplied":') where ${share(5)} returning *`,
    says: '{distribution_id}: .*explanation',
  },
  {
    ...{ name: 'evidence-of-another', on: 'destra', by: 'distributions' },
    sql: `update report_evidence set body = body || ' ' where distribution_id = (select distribution_id from report_evidence order by distribution_id limit 1) returning *`,
    says: '{distribution_id}: .*evidence',
  },
  {
    ...{ name: 'file-of-another-hash', on: 'destra', by: 'distributions' },
    sql: `update report_file set sha256 = '0x' || repeat('ab', 32) where distribution_id = ${D(7)} and name = 'claims.csv' returning *`,
    says: '{distribution_id}: .*claims.csv is kept with sha256',
  },
  {
    ...{ name: 'distribution-of-another-asset', on: 'destra', by: 'distributions' },
    sql: `update distribution set asset = '0x00000000000000000000000000000000000000f0' where id = ${D(1)} returning *`,
    says: '{id}: asset \\w+, the distributor holds',
  },
  {
    ...{ name: 'report-missing-between', on: 'destra', by: 'distributions' },
    sql: [
      `select ${D(9)} as id`,
      ...['report_share', 'report_pot', 'report_tree', 'report_file', 'report_evidence', 'report'].map(
        (table) => `delete from ${table} where distribution_id = '{id}'`,
      ),
      `delete from distribution where id = '{id}'`,
    ],
    says: '{id}: .*its period is over, later ones have a report, and it has none',
  },
  {
    ...{ name: 'published-root-of-another', on: 'destra', by: 'claims' },
    sql: `update publication p set root = '0x' || repeat('ab', 32) from distribution d where d.id = ${D(1)} and d.program_id = p.program_id
            and d.period_number = p.period and p.network = d.network returning d.id`,
    says: '{id}: root 0x(ab)+ total \\d+ report 0x\\w+ on chain, root',
  },
  {
    ...{ name: 'claimed-in-all-of-one-more', on: 'destra', by: 'claims' },
    sql: publication(2, 'claimed = coalesce(claimed, 0) + 1'),
    says: '{id}: .*claimed \\d+, its claims sum to \\d+',
  },
  {
    ...{ name: 'claims-that-end', on: 'destra', by: 'claims' },
    sql: publication(3, `expires_at = 1, reclaim_to = '0x00000000000000000000000000000000000000f0'`),
    says: '{id}: .*its claims end at 1, the rest going to 0x0+f0; the log says no time and nobody',
  },
  {
    ...{ name: 'rest-to-a-stranger', on: 'destra', by: 'claims' },
    sql: publication(4, `reclaim_to = '0x00000000000000000000000000000000000000f0'`),
    says: '{id}: .*its claims end at no time, the rest going to 0x0+f0; the log says no time and nobody',
  },
  {
    ...{ name: 'reclaimed-by-nobody', on: 'destra', by: 'claims' },
    sql: publication(5, 'reclaimed = 1'),
    says: '{id}: .*reclaimed 1 in block none, the log says nothing in block none',
  },
  {
    ...{ name: 'reclaimed-in-a-block', on: 'destra', by: 'claims' },
    sql: publication(6, 'reclaimed_block = 7'),
    says: '{id}: .*reclaimed nothing in block 7, the log says nothing in block none',
  },
  {
    ...{ name: 'reclaimed-at-a-time', on: 'destra', by: 'claims' },
    sql: publication(7, 'reclaimed_time = 7'),
    says: '{id}: .*reclaimed at 7 in block none by nobody, its claims end at no time',
  },
  {
    ...{ name: 'reclaimed-by-a-transaction', on: 'destra', by: 'claims' },
    sql: publication(8, `reclaimed_tx = '0xab'`),
    says: '{id}: .*reclaimed at no time in block none by 0xab, its claims end at no time',
  },
  {
    ...{ name: 'published-by-nobody', on: 'destra', by: 'claims' },
    sql: `update reward_claim set period = 209901 where id = (select id from reward_claim where network = '{network}' order by id offset 2 limit 1) returning *`,
    says: '{id}: {account} claimed what was never published',
  },
  {
    ...{ name: 'claimed-more-than-the-share', on: 'destra', by: 'claims' },
    sql: `update reward_claim set amount = amount + 1 where id = (select id from reward_claim where network = '{network}' order by id offset 2 limit 1) returning *`,
    says: '{id}: {account} of .* claimed {amount}, its share is',
  },
  {
    ...{ name: 'claimed-twice', on: 'destra', by: 'claims' },
    sql: `insert into reward_claim select (jsonb_populate_record(r, jsonb_build_object('id', r.id || '-z'))).* from reward_claim r
            where id = (select id from reward_claim where network = '{network}' order by id offset 2 limit 1) returning *`,
    says: '.*{account} claimed 2 times',
  },
  {
    ...{ name: 'report-pinned-elsewhere', on: 'destra', by: 'distributions' },
    sql: `update report set pinned_block = pinned_block + 1 where distribution_id = ${D(2)} returning *`,
    says: '{distribution_id}: .*pinned_block {pinned_block}, computed again',
  },
  {
    ...{ name: 'report-of-more-staked', on: 'destra', by: 'distributions' },
    sql: `update report set staked_weight = staked_weight + 1 where distribution_id = ${D(6)} returning *`,
    says: '{distribution_id}: .*staked_weight {staked_weight}, computed again',
  },
  {
    ...{ name: 'share-of-more-remainder', on: 'destra', by: 'distributions' },
    sql: `update report_share set remainder = remainder + 1 where ${share(10)} returning *`,
    says: '{distribution_id} {account}: .*remainder {remainder}, computed again',
  },
  {
    ...{ name: 'distribution-of-an-unheard-ruleset', on: 'destra', by: 'distributions' },
    sql: `update distribution set ruleset = 'eth-month/v7' where id = ${D(3)} returning *`,
    says: '{id}: .*ruleset eth-month/v7',
  },
  {
    ...{ name: 'evidence-of-more-lines', on: 'destra', by: 'distributions' },
    sql: `update report_evidence set lines = lines + 1 where distribution_id = (select distribution_id from report_evidence order by distribution_id limit 1) returning *`,
    says: '{distribution_id}: .*evidence_lines {lines}, computed again',
  },
  {
    ...{ name: 'hash-of-a-file-removed', on: 'destra', by: 'distributions' },
    sql: `delete from report_file where distribution_id = ${D(8)} and name = 'tree.json' returning *`,
    says: '{distribution_id}: .*{name} is kept without sha256',
  },
  {
    ...file(
      'file-of-nobody',
      STAKERS,
      'claims.csv',
      (text) => text,
      'distributions',
      '{id}: claims-2.csv is none of its files',
    ),
    as: 'claims-2.csv',
  },
  {
    ...file(
      'folder-of-nobody',
      STAKERS,
      'report.json',
      (text) => text,
      'distributions',
      'devnet-destra:destra.stakers.monthly:2030-01: its folder',
    ),
    as: '../devnet-destra_destra.stakers.monthly_2030-01/report.json',
  },
  file(
    'file-report-of-another-pot',
    STAKERS,
    'report.json',
    (text) => oneMore(text, /("pot":")(\d+)/),
    'distributions',
    '{id}: {file} has sha256',
  ),
  file(
    'file-tree-of-another-root',
    STAKERS,
    'tree.json',
    (text) => text.replace(/"tree":\["0x../, '"tree":["0xab'),
    'distributions',
    '{id}: {file} has sha256',
  ),
  file('file-claims-removed', STAKERS, 'claims.csv', null, 'distributions', '{id}: {file} is not there'),
  file(
    'file-batch-to-another',
    STAKERS,
    'safe-batch.json',
    (text) => text.replace(/"to": "0x\w{40}"/, `"to": "0x${'f0'.repeat(20)}"`),
    'rewards verify',
    '{file}: .*to.*0x(f0)+ there',
  ),
  file(
    'file-batch-of-more-eth',
    STAKERS,
    'safe-batch.json',
    (text) => oneMore(text, /("value": ")(\d+)/),
    'rewards verify',
    '{file}: .*value.*',
  ),
  file(
    'file-claim-of-one-more',
    STAKERS,
    'claims.csv',
    (text) => oneMore(text, /(0x\w+,)(\d+)/),
    'rewards verify',
    '{file}: .*\\d+ there, .*\\d+ computed',
  ),
  file(
    'file-explanation-of-one-more',
    STAKERS,
    'explanations.ndjson',
    (text) => oneMore(text, /("amount":")(\d+)/),
    'rewards verify',
    '{file}: line \\d+: .*"account"',
  ),
  file('file-tree-removed', STAKERS, 'tree.json', null, 'rewards verify', '{file}'),
  file(
    'file-report-of-another-ruleset',
    STAKERS,
    'report.json',
    (text) => text.replace('eth-month/v1', 'eth-month-timed/v1'),
    'rewards verify',
    '{file}: .*ruleset.*eth-month-timed/v1 there',
  ),
  file(
    'file-report-pinned-elsewhere',
    STAKERS,
    'report.json',
    (text) => oneMore(text, /("pinned":\{"hash":"0x\w+","number":)(\d+)/),
    'rewards verify',
    '{file}: .*pinned.*number',
  ),
  file(
    'file-evidence-of-another-node',
    'destra.nodes.monthly',
    'evidence.ndjson',
    (text) => `${text}{}\n`,
    'rewards verify',
    '{file}',
  ),
  file(
    'file-report-to-a-stranger',
    STAKERS,
    'report.json',
    (text) => oneMore(text, /("pot":")(\d+)/),
    'rewards verify --from-chain',
    '{file}, totals.pot: \\d+ given, \\d+ by the chain',
  ),
  file(
    'file-tree-to-a-stranger',
    STAKERS,
    'tree.json',
    (text) => text.replace(/"tree":\["0x../, '"tree":["0xab'),
    'rewards verify --from-chain',
    '{file}, ',
  ),
  file(
    'file-claims-to-a-stranger',
    STAKERS,
    'claims.csv',
    (text) => oneMore(text, /(0x\w+,)(\d+)/),
    'rewards verify --from-chain',
    '{file}, line \\d+: 0x\\w+,\\d+,\\d+ given',
  ),
  file(
    'file-batch-to-a-stranger',
    STAKERS,
    'safe-batch.json',
    (text) => text.replace(/"to": "0x\w{40}"/, `"to": "0x${'f0'.repeat(20)}"`),
    'rewards verify --from-chain',
    '{file}, .*0x(f0)+ given',
  ),
]
