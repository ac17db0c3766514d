/** Digests over the event log, 1,000 final blocks each. Those of the log as it is are closed beside the indexer. */
module.exports = class LogDigests1763600000981 {
  name = 'LogDigests1763600000981'

  async up(db) {
    // Of schema.graphql: names as the ORM gives them.
    await db.query(`create table log_digest (
      id character varying not null, network text not null, from_block integer not null, to_block integer not null,
      events integer not null, digest text not null, constraint "PK_5d41fa833f6ad6c28941ecdd716" primary key (id))`)
    await db.query('create unique index "IDX_e5aa028f2a7f6464a7f9e3a02b" on log_digest (network, to_block)')
  }

  async down(db) {
    await db.query('drop table log_digest')
  }
}
