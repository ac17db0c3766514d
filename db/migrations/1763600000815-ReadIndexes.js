/**
 * Balances change with every commit while history is read. Without an entry for the amount, and with room on its page
 * for a row's next version, such a change touches no index. The index itself is made once history is in: see
 * src/postgres/indexes.ts.
 */
module.exports = class ReadIndexes1763600000815 {
  name = 'ReadIndexes1763600000815'

  async up(db) {
    await db.query('drop index "IDX_222b23fb85d39a2f7459fb657c"')
    await db.query('alter table balance set (fillfactor = 50)')
  }

  async down(db) {
    await db.query('alter table balance reset (fillfactor)')
    await db.query('create index "IDX_222b23fb85d39a2f7459fb657c" on balance (network, asset, amount)')
    await db.query('drop index if exists balance_by_amount')
  }
}
