/** A lease begins when its assignment is on the log, and may end for the network's silence. See docs/adr/0049-leases-and-outages.md. */
module.exports = class LeaseClocks1763600001080 {
  name = 'LeaseClocks1763600001080'

  async up(db) {
    await db.query('alter table lease add announced_at timestamptz')
    await db.query('update lease set announced_at = leased_at')
    await db.query('alter table lease drop constraint lease_fault_check')
    await db.query(`alter table lease add constraint lease_fault_check check (fault in ('job', 'node', 'network'))`)
    // what a sweep looks for: a lease whose assignment is not on the log does not expire
    await db.query('drop index lease_by_expiry')
    await db.query('create index lease_by_expiry on lease (expires_at) where released_at is null and announced_at is not null')
  }

  async down(db) {
    await db.query('drop index lease_by_expiry')
    await db.query('create index lease_by_expiry on lease (expires_at) where released_at is null')
    await db.query(`update lease set fault = 'job' where fault = 'network'`)
    await db.query('alter table lease drop constraint lease_fault_check')
    await db.query(`alter table lease add constraint lease_fault_check check (fault in ('job', 'node'))`)
    await db.query('alter table lease drop announced_at')
  }
}
