/**
 * The identities of the supply ledger at final blocks, checked against the chain. A row per change: the newest at or
 * before a block is how an identity stood then; one that does not hold is a finding. Raw SQL writes here.
 */
module.exports = class Identities1763600000810 {
  name = 'Identities1763600000810'

  async up(db) {
    await db.query(`create table identity_check (
      network text not null, name text not null, block int not null, block_hash text not null, block_time int not null,
      holds boolean not null, "left" numeric not null, "right" numeric not null, explained numeric not null,
      primary key (network, name, block))`)
    await db.query('create index identity_check_failing on identity_check (network, block, name) where not holds')
  }

  async down(db) {
    await db.query('drop table identity_check')
  }
}
