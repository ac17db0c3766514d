/** How a distribution is paid, and what accounts were ever given up to a report of a program that one claim pays for all periods. */
module.exports = class Cumulative1763600001000 {
  name = 'Cumulative1763600001000'

  async up(db) {
    await db.query(`alter table distribution add column style text not null default 'per-period'
      check (style in ('per-period', 'cumulative'))`)
    await db.query(`create table report_cumulative (
      distribution_id text not null references report (distribution_id), account text not null,
      amount numeric not null check (amount > 0),
      -- place of the leaf in the tree; null: the period pays nobody, and has no tree
      tree_index integer, primary key (distribution_id, account))`)
    await db.query(`create trigger report_cumulative_is_final before update or delete on report_cumulative
      for each row execute function assay_refuse_change()`)
  }

  async down(db) {
    await db.query('drop table report_cumulative')
    await db.query('alter table distribution drop column style')
  }
}
