/** What lists and jobs find bills by is indexed once history is in, as a whole: see src/postgres/indexes.ts. */
module.exports = class BillReadIndexes1763600000831 {
  name = 'BillReadIndexes1763600000831'

  async up(db) {
    await db.query('drop index "IDX_70cc7751a2c71ed2577f113f9c"')
    await db.query('drop index "IDX_28ea82f8ad69c0140a4f1c8e99"')
    await db.query('drop index "IDX_f20d604c7505595d2fd3fbe8a3"')
  }

  async down(db) {
    await db.query('create index "IDX_70cc7751a2c71ed2577f113f9c" on bill (network, status)')
    await db.query('create index "IDX_28ea82f8ad69c0140a4f1c8e99" on bill (network, job_id)')
    await db.query('create index "IDX_f20d604c7505595d2fd3fbe8a3" on bill (network, node)')
    for (const name of ['bill_by_status', 'bill_by_job', 'bill_by_node']) await db.query(`drop index if exists ${name}`)
  }
}
