/**
 * What the dispatcher's timers look for is found without reading what is done, and jobs are counted without reading them.
 * See docs/adr/0027-what-is-due.md.
 */
module.exports = class JobDuties1763600000911 {
  name = 'JobDuties1763600000911'

  async up(db) {
    // rounds walk the open jobs of one network and state in the order they were requested
    await db.query('drop index job_open')
    await db.query('create index job_open on job (network, state, seq) where closed_at is null')
    await db.query('drop index settlement_open')
    await db.query(`create index settlement_open on settlement (network, status, action, at)
      where status in ('planned', 'sent')`)

    // the inbox is pruned from its oldest row of a partition, the job log from its first offset
    await db.query('create index inbox_by_age on inbox (topic, partition, received_at)')
    await db.query('drop index job_log_by_age')
    // a lease that has ended says when its group was last there
    await db.query('update job_log_group set leased_until = clock_timestamp() where leased_until is null')
    await db.query('alter table job_log_group alter leased_until set default clock_timestamp()')

    // changes of the number of jobs in a state, appended so that no two writers wait for each other; readers add them up
    await db.query('create table job_count (state text not null, jobs bigint not null)')
    await db.query(`create function assay_count_jobs() returns trigger language plpgsql as $$
      begin
        if tg_op = 'INSERT' then
          insert into public.job_count select state, count(*) from entered group by state;
        elsif tg_op = 'DELETE' then
          insert into public.job_count select state, -count(*) from gone group by state;
        else
          insert into public.job_count
          select state, sum(jobs) from (select state, 1 as jobs from entered union all select state, -1 from gone) as moved
           group by state having sum(jobs) <> 0;
        end if;
        return null;
      end $$`)
    await db.query(`create trigger job_count_insert after insert on job referencing new table as entered
      for each statement execute function assay_count_jobs()`)
    await db.query(`create trigger job_count_update after update on job referencing new table as entered old table as gone
      for each statement execute function assay_count_jobs()`)
    await db.query(`create trigger job_count_delete after delete on job referencing old table as gone
      for each statement execute function assay_count_jobs()`)
    // the triggers' lock on the table holds writers off until the commit
    await db.query('insert into job_count select state, count(*) from job group by state')
  }

  async down(db) {
    for (const event of ['insert', 'update', 'delete']) await db.query(`drop trigger job_count_${event} on job`)
    await db.query('drop function assay_count_jobs')
    await db.query('drop table job_count')
    await db.query('alter table job_log_group alter leased_until drop default')
    await db.query('create index job_log_by_age on job_log using brin (at)')
    await db.query('drop index inbox_by_age')
    await db.query('drop index settlement_open')
    await db.query(`create index settlement_open on settlement (network, status, at) where status in ('planned', 'sent')`)
    await db.query('drop index job_open')
    await db.query(`create index job_open on job (state, requested_at, id)
      where closed_at is null and state in ('requested', 'escrowed', 'retried', 'completed', 'dead-lettered', 'cancelled')`)
  }
}
