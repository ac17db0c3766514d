/** The place of every log is indexed once history is in, as a whole: see src/postgres/indexes.ts. */
module.exports = class EventPlaces1763600000821 {
  name = 'EventPlaces1763600000821'

  async up(db) {
    await db.query('drop index "IDX_ffd674c3cabfbba2d6e5c08b5a"')
  }

  async down(db) {
    await db.query('create unique index "IDX_ffd674c3cabfbba2d6e5c08b5a" on event (network, block, log_index, part)')
    await db.query('drop index if exists event_by_place')
  }
}
