/** What each staking pool holds and owes, by token, pool and ledger, as the newest reconciliation found it. */
module.exports = class PoolAudit1763600000960 {
  name = 'PoolAudit1763600000960'

  async up(db) {
    await db.query(`create table pool_audit (network text not null, pool text not null, block int not null,
      block_hash text not null, block_time int not null, balance_of numeric not null, total_staked numeric,
      ledger numeric not null, primary key (network, pool))`)
  }

  async down(db) {
    await db.query('drop table pool_audit')
  }
}
