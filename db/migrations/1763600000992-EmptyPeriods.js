/**
 * A period that paid nobody is `empty`: nothing of it is approved, published or claimed, and its pot is carried. Those of
 * before were called settled, or waited to be. No report changes: a state is no part of one.
 */
module.exports = class EmptyPeriods1763600000992 {
  name = 'EmptyPeriods1763600000992'

  async up(db) {
    await states(db, ['planned', 'computed', 'verified', 'empty', 'approved', 'published', 'settled'])
    await db.query(`update distribution d set state = 'empty', held = null from report r
      where r.distribution_id = d.id and r.shares = 0 and d.state in ('verified', 'approved', 'settled')`)
  }

  async down(db) {
    await db.query(`update distribution set state = 'settled' where state = 'empty'`)
    await states(db, ['planned', 'computed', 'verified', 'approved', 'published', 'settled'])
  }
}

async function states(db, names) {
  await db.query(`alter table distribution drop constraint distribution_state_check,
    add constraint distribution_state_check check (state in (${names.map((name) => `'${name}'`)}))`)
}
