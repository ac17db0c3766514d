/**
 * What a stored audit said, bound to the one before it: a digest over all of both. Those of before are bound as they stand.
 */
module.exports = class AuditDigests1763600000989 {
  name = 'AuditDigests1763600000989'

  async up(db) {
    await db.query('alter table audit_report add digest text')
    await db.query(`do $$
      declare
        report audit_report;
        last audit_report;
      begin
        for report in select * from audit_report order by network, id loop
          if last.network is distinct from report.network then last.digest := null; end if;
          report.digest := encode(sha256(convert_to(concat_ws(E'\\n', 'assay-audit/v1', coalesce(last.digest, ''), report.id,
            report.network, report.block, report.block_hash, extract(epoch from report.at), report.ok,
            array_to_string(report.failing, ','), report.checks, report.unasked), 'UTF8')), 'hex');
          update audit_report set digest = report.digest where id = report.id;
          last := report;
        end loop;
      end $$`)
  }

  async down(db) {
    await db.query('alter table audit_report drop column digest')
  }
}
