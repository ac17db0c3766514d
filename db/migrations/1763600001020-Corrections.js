/**
 * A correction is a report beside the one that was published, with what it says otherwise by pot and account; what a
 * later report settles of it is kept as that report's file says it. Who has a credit and no weight has a share all the same.
 */
module.exports = class Corrections1763600001020 {
  name = 'Corrections1763600001020'

  async up(db) {
    await db.query(`create table correction (
      distribution_id text not null references report (distribution_id),
      -- 1, 2, …: the highest supersedes those before it
      number integer not null check (number > 0),
      ruleset text not null, sha256 text not null, body text not null,
      -- lines of evidence, where the program has any
      evidence text,
      corrected_by text not null, reason text not null, corrected_at timestamptz not null default now(),
      primary key (distribution_id, number))`)
    await db.query(`create table correction_amount (
      distribution_id text not null, number integer not null, pot text not null,
      -- an account, or \`revenue\`: what the pot itself received
      account text not null, published numeric not null check (published >= 0), correct numeric not null check (correct >= 0),
      -- what reports had settled of it by then; negative: withheld
      settled numeric not null,
      primary key (distribution_id, number, pot, account),
      foreign key (distribution_id, number) references correction (distribution_id, number))`)
    await db.query(`create table report_settlement (
      distribution_id text primary key references report (distribution_id), body text not null)`)
    for (const table of ['correction', 'correction_amount', 'report_settlement'])
      await db.query(`create trigger ${table}_is_final before update or delete on ${table}
        for each row execute function assay_refuse_change()`)
    await db.query(`alter table report_share drop constraint report_share_weight_check,
      add constraint report_share_weight_check check (weight > 0 or (weight = 0 and amount > 0))`)
    // Credits are paid off the top, and not divided.
    await db.query(`alter table report_pot add credits numeric not null default 0 check (credits >= 0),
      drop constraint report_pot_check1,
      add constraint report_pot_divides check (distributed <= divided + credits)`)
  }

  async down(db) {
    await db.query(`alter table report_pot drop constraint report_pot_divides, drop column credits,
      add constraint report_pot_check1 check (distributed <= divided)`)
    await db.query(`alter table report_share drop constraint report_share_weight_check,
      add constraint report_share_weight_check check (weight > 0)`)
    for (const table of ['report_settlement', 'correction_amount', 'correction']) await db.query(`drop table ${table}`)
  }
}
