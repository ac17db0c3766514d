/**
 * What somebody should look at while it lasts, written by the indexer outside of its blocks: a node that is away, a head
 * that went back, the reason of a stop.
 */
module.exports = class Completeness1763600000500 {
  name = 'Completeness1763600000500'

  async up(db) {
    await db.query(`create table alarm (
      network text not null, code text not null, message text not null,
      since timestamptz not null default clock_timestamp(), primary key (network, code))`)
  }

  async down(db) {
    await db.query('drop table alarm')
  }
}
