/**
 * What is unclaimed of each program on a network, kept as publications come, are claimed, taken back and undone: a scrape
 * adds up no history. One writer per network: nobody waits for a row.
 */
module.exports = class Unclaimed1763600001060 {
  name = 'Unclaimed1763600001060'

  async up(db) {
    await db.query(`create table unclaimed (network text not null, program_id text not null, amount numeric not null,
      primary key (network, program_id))`)
    const of = (rows, sign) => `select network, program_id, ${sign}(total - coalesce(claimed, 0) - coalesce(reclaimed, 0)) as amount from ${rows}`
    const add = (moved) => `insert into public.unclaimed as u
      select network, program_id, sum(amount) from (${moved}) as moved group by network, program_id having sum(amount) <> 0
      on conflict (network, program_id) do update set amount = u.amount + excluded.amount`
    await db.query(`create function assay_add_unclaimed() returns trigger language plpgsql as $$
      begin
        if tg_op = 'INSERT' then
          ${add(of('entered', ''))};
        elsif tg_op = 'DELETE' then
          ${add(of('gone', '-'))};
        else
          ${add(`${of('entered', '')} union all ${of('gone', '-')}`)};
        end if;
        return null;
      end $$`)
    const rows = { insert: 'new table as entered', update: 'new table as entered old table as gone', delete: 'old table as gone' }
    for (const [event, referencing] of Object.entries(rows))
      await db.query(`create trigger unclaimed_${event} after ${event} on publication referencing ${referencing}
        for each statement execute function assay_add_unclaimed()`)
    // The triggers' lock on the table holds writers off until the commit.
    await db.query(add(of('publication', '')))
  }

  async down(db) {
    for (const event of ['insert', 'update', 'delete']) await db.query(`drop trigger unclaimed_${event} on publication`)
    await db.query('drop function assay_add_unclaimed')
    await db.query('drop table unclaimed')
  }
}
