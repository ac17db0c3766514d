/** SHA-256 of each event's raw log. Rows of before have none until their logs are read again (assay audit --blocks). */
module.exports = class LogHashes1763600000980 {
  name = 'LogHashes1763600000980'

  async up(db) {
    await db.query('alter table event add log_hash text')
  }

  async down(db) {
    await db.query('alter table event drop column log_hash')
  }
}
