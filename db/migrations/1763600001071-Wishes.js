/** What a requester wishes of its own jobs: which first, not before when, not after when. See docs/adr/0048-waiting-jobs.md. */
module.exports = class Wishes1763600001071 {
  name = 'Wishes1763600001071'

  async up(db) {
    await db.query(`alter table job add priority smallint not null default 0 check (priority between -9 and 9),
      add not_before timestamptz, add deadline timestamptz, add check (deadline > not_before)`)
    await db.query('drop index job_queue')
    await db.query(`create index job_queue on job
      (network, coalesce(model, ''), coalesce(region, ''), memory_gb, requester, priority desc, seq)
      where closed_at is null and wakes_at is null and state in ('escrowed', 'retried')`)
    await db.query(`create index job_deadline on job (deadline)
      where closed_at is null and deadline is not null and state in ('requested', 'escrowed', 'retried')`)
  }

  async down(db) {
    await db.query('drop index job_deadline')
    await db.query('drop index job_queue')
    await db.query(`create index job_queue on job (network, coalesce(model, ''), coalesce(region, ''), memory_gb, requester, seq)
      where closed_at is null and wakes_at is null and state in ('escrowed', 'retried')`)
    await db.query('alter table job drop priority, drop not_before, drop deadline')
  }
}
