/** What each whole audit of a network said, and whether the webhook was told. */
module.exports = class AuditReports1763600000985 {
  name = 'AuditReports1763600000985'

  async up(db) {
    await db.query(`create table audit_report (id bigint generated always as identity primary key, network text not null,
      block int not null, block_hash text not null, at timestamptz not null default clock_timestamp(), ok boolean not null,
      failing text[] not null, checks jsonb not null, unasked jsonb not null, told_at timestamptz)`)
    await db.query('create index audit_report_by_network on audit_report (network, id desc)')
  }

  async down(db) {
    await db.query('drop table audit_report')
  }
}
