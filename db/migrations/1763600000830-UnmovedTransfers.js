/**
 * The index of rare kinds has the transfers of nothing as well: with them it holds every event that ClickHouse gets, and
 * whoever looks for those reads no other (src/analytics/projector/projections.ts).
 */
module.exports = class UnmovedTransfers1763600000830 {
  name = 'UnmovedTransfers1763600000830'

  async up(db) {
    await db.query('drop index event_by_kind')
    await db.query(`create index event_by_kind on event (network, kind, block)
      where kind <> 'Transfer' or data->>'value' = '0'`)
  }

  async down(db) {
    await db.query('drop index event_by_kind')
    await db.query(`create index event_by_kind on event (network, kind, block) where kind <> 'Transfer'`)
  }
}
