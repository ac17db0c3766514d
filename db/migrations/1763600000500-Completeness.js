module.exports = class Completeness1763600000500 {
  name = 'Completeness1763600000500'

  async up(db) {
    // What somebody should look at while it lasts, written outside of blocks: a node that is away, the reason of a stop.
    await db.query(`create table alarm (
      network text not null, code text not null, message text not null,
      since timestamptz not null default clock_timestamp(), primary key (network, code))`)
    // Of schema.graphql: names as the ORM gives them.
    await db.query(`create table completeness (
      id character varying not null, network text not null, level text not null,
      from_block integer not null, to_block integer not null,
      constraint "PK_09d1fb292920331fac43b7a1102" primary key (id))`)
    await db.query('create index "IDX_4cb24a1ec036b1fd04035cb39a" on completeness (network, to_block)')
  }

  async down(db) {
    for (const table of ['completeness', 'alarm']) await db.query(`drop table ${table}`)
  }
}
