/** Waiting jobs by what they ask for and who asks. See docs/adr/0048-waiting-jobs.md. */
module.exports = class Queues1763600001070 {
  name = 'Queues1763600001070'

  async up(db) {
    // a job that may not be placed yet is in no queue until a round wakes it
    await db.query('alter table job add wakes_at timestamptz')
    await db.query(`update job set wakes_at = retry_at where state = 'retried' and closed_at is null`)
    await db.query(`create index job_asleep on job (network, wakes_at)
      where closed_at is null and wakes_at is not null and state in ('escrowed', 'retried')`)
    // '' is any: labels of a request are not empty
    await db.query(`create index job_queue on job (network, coalesce(model, ''), coalesce(region, ''), memory_gb, requester, seq)
      where closed_at is null and wakes_at is null and state in ('escrowed', 'retried')`)
  }

  async down(db) {
    await db.query('drop index job_queue')
    await db.query('drop index job_asleep')
    await db.query('alter table job drop wakes_at')
  }
}
