/**
 * An index entry costs a microsecond for every log of all history. What finds a range of blocks by the ids of its rows
 * (network-height(10)-…) needs no index of its own; what is asked of a few rows only has an index of those rows.
 */
module.exports = class FewerIndexes1763600000820 {
  name = 'FewerIndexes1763600000820'

  async up(db) {
    await db.query('drop index "IDX_34aeef45966941dd3c27b5bf35"')
    await db.query('drop index "IDX_d9249593d31693a9129a29fbfc"')
    await db.query('drop index "IDX_b8e16285089d8f611fc45f3f88"')
    await db.query(`create index movement_burns on movement (network, asset, block, id)
      where to_class = 'burned' and from_class <> 'burned'`)
    await db.query('drop index "IDX_560fc2a999eb8e9db2f4292802"')
    await db.query(`create index event_by_kind on event (network, kind, block) where kind <> 'Transfer'`)
  }

  async down(db) {
    await db.query('drop index event_by_kind')
    await db.query('create index "IDX_560fc2a999eb8e9db2f4292802" on event (network, kind, block)')
    await db.query('drop index movement_burns')
    await db.query('create index "IDX_b8e16285089d8f611fc45f3f88" on movement (network, to_class, block)')
    await db.query('create index "IDX_d9249593d31693a9129a29fbfc" on supply_point (network, block)')
    await db.query('create index "IDX_34aeef45966941dd3c27b5bf35" on movement (network, block)')
  }
}
