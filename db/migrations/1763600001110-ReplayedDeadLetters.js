/** What was given up may be put on its topic again, by a person. See `assay dispatch replay`. */
module.exports = class ReplayedDeadLetters1763600001110 {
  name = 'ReplayedDeadLetters1763600001110'

  async up(db) {
    await db.query('alter table dead_letter add replayed_at timestamptz')
    // the operator's list and the gauge: what nobody has looked after yet
    await db.query('create index dead_letter_open on dead_letter (at) where replayed_at is null')
  }

  async down(db) {
    await db.query('drop index dead_letter_open')
    await db.query('alter table dead_letter drop replayed_at')
  }
}
