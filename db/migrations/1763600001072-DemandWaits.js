/** Why the jobs of a class of demand wait, once per class. See docs/adr/0048-waiting-jobs.md. */
module.exports = class DemandWaits1763600001072 {
  name = 'DemandWaits1763600001072'

  async up(db) {
    // '' is any, as in the index job_queue
    await db.query(`create table demand_wait (
      network text not null, model text not null, region text not null, memory_gb int not null,
      waits_for text not null check (waits_for in ('no-gpu', 'no-node', 'quarantine', 'busy')),
      since timestamptz not null default clock_timestamp(), primary key (network, model, region, memory_gb))`)
  }

  async down(db) {
    await db.query('drop table demand_wait')
  }
}
