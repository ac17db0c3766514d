/** SHA-256 of each file of a distribution as it was written: what lies in the data folder is served only if it has it. */
module.exports = class ReportFiles1763600000975 {
  name = 'ReportFiles1763600000975'

  async up(db) {
    await db.query(`create table report_file (distribution_id text not null references report (distribution_id),
      name text not null, sha256 text not null, primary key (distribution_id, name))`)
  }

  async down(db) {
    await db.query('drop table report_file')
  }
}
