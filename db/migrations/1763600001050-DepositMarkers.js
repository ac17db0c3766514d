/**
 * Transactions that were about to deposit into a staking pool, as `pay_marker` has those of distributions: a log table,
 * never rebuilt. See docs/adr/0052-a-deposit-is-sent-once.md.
 */
module.exports = class DepositMarkers1763600001050 {
  name = 'DepositMarkers1763600001050'

  async up(db) {
    await db.query(`create table deposit_marker (
      network text not null, pool text not null, period integer not null check (period >= 0),
      -- 1, or one more than that of the deposit beside which it was wanted
      number integer not null check (number > 0), attempt integer not null check (attempt > 0),
      amount numeric not null check (amount > 0), period_end integer not null,
      signer text not null, nonce bigint not null, tx_hash text not null, raw text not null,
      -- the block that included it, until a reorg takes that away
      mined_block integer,
      replaced_by integer check (replaced_by > attempt), dead_because text check (dead_because is null or mined_block is null),
      created_at timestamptz not null default now(),
      primary key (network, pool, period, number, attempt),
      constraint deposit_marker_place unique (network, pool, period, number, attempt, signer, nonce),
      constraint deposit_marker_same_nonce foreign key (network, pool, period, number, replaced_by, signer, nonce)
        references deposit_marker (network, pool, period, number, attempt, signer, nonce) deferrable initially deferred)`)
    await db.query(`create unique index deposit_marker_live on deposit_marker (network, pool, period, number)
      where dead_because is null and replaced_by is null`)
  }

  async down(db) {
    await db.query('drop table deposit_marker')
  }
}
