/** The last block at which every identity held: what is served on request while one does not. */
module.exports = class LastHeld1763600000940 {
  name = 'LastHeld1763600000940'

  async up(db) {
    await db.query('alter table reconciliation add column held_block int')
  }

  async down(db) {
    await db.query('alter table reconciliation drop column held_block')
  }
}
