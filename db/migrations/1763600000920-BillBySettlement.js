/** bill_by_settlement, which the indexer makes at its head, begins with the same columns: one of the two is enough. */
module.exports = class BillBySettlement1763600000920 {
  name = 'BillBySettlement1763600000920'

  async up(db) {
    await db.query('drop index if exists bill_by_status')
  }

  async down(db) {
    await db.query('drop index if exists bill_by_settlement')
  }
}
