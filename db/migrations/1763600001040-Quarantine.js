/** Failed attempts wait, and GPUs that fail many jobs are kept from work. See docs/adr/0047-one-broken-gpu.md. */
module.exports = class Quarantine1763600001040 {
  name = 'Quarantine1763600001040'

  async up(db) {
    await db.query('alter table job add retry_at timestamptz, add forgiven int not null default 0')
    await db.query(`update job set retry_at = updated_at where state = 'retried'`)
    await db.query(`alter table lease add fault text check (fault in ('job', 'node'))`)
    await db.query(`update lease set fault = 'job' where outcome in ('failed', 'expired')`)
    // what is forgiven when a GPU is found broken: its newest failures
    await db.query(`create index lease_charged on lease (network, node, gpu, released_at) where fault = 'job'`)
    await db.query(`create table gpu_health (
      network text not null, node text not null, gpu text not null,
      score double precision not null default 0, scored_at timestamptz not null default clock_timestamp(),
      quarantines int not null default 0, quarantined_until timestamptz, primary key (network, node, gpu))`)
  }

  async down(db) {
    await db.query('drop table gpu_health')
    await db.query('drop index lease_charged')
    await db.query('alter table lease drop fault')
    await db.query('alter table job drop retry_at, drop forgiven')
  }
}
