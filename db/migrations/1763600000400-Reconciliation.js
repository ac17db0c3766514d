/**
 * What the chain says beside the ledger. The ledger itself is never adjusted; raw SQL writes here, final blocks only.
 * `drift` has a row per change: the newest at or before a block is what held then; ledger = chain closes a drift.
 * In the memo class `pool-solvency`, `ledger` is what a staking pool holds and `chain` what it says it owes.
 */
module.exports = class Reconciliation1763600000400 {
  name = 'Reconciliation1763600000400'

  async up(db) {
    await db.query(`create table drift (
      network text not null, class text not null, account text not null, block int not null, block_hash text not null,
      block_time int not null, asset text not null, ledger numeric not null, chain numeric not null, cause text not null,
      primary key (network, class, account, block))`)
    await db.query(`create table reconciliation (
      network text primary key, block int not null, block_hash text not null, block_time int not null,
      checked_at timestamptz not null default clock_timestamp())`)
  }

  async down(db) {
    for (const table of ['reconciliation', 'drift']) await db.query(`drop table ${table}`)
  }
}
