/**
 * What a timer asks is what is due. Each question of it has an index of the rows that wait, and a mark where a row needs
 * no second look, so that a year of paid months costs a tick nothing (docs/adr/0026).
 * A publication that pays too little may be signed again with the same nonce: `replaced_by` names the attempt after it,
 * and its foreign key holds both to one signer and nonce, of which a chain includes one.
 */
module.exports = class RewardsDue1763600000900 {
  name = 'RewardsDue1763600000900'

  async up(db) {
    await db.query(`alter table distribution
      add column publication_final boolean not null default false,
      add column claims_counted integer`)
    await db.query('create index distribution_by_program on distribution (network, program, period_end, id)')
    await db.query(`create index distribution_waiting on distribution (network, program, period_end, id)
      where state in ('planned', 'computed', 'verified', 'approved')`)
    await db.query(`create index distribution_unconfirmed on distribution (network, program, period_end)
      where state = 'published' and not publication_final`)
    await db.query(`create index distribution_uncounted on distribution (network, program)
      where state = 'published' and claims_counted is null`)
    await db.query('create index reward_fire_unfinished on reward_fire (network, program) where finished_at is null')
    await db.query(`create table reward_cursor (
      network text not null, program text not null,
      -- close: every period that was over then is closed; settle: every claim up to it was counted
      work text not null check (work in ('close', 'settle')),
      block integer not null, block_time integer not null,
      primary key (network, program, work))`)

    await db.query(`alter table pay_marker
      add column replaced_by integer check (replaced_by > attempt),
      add constraint pay_marker_place unique (distribution_id, attempt, signer, nonce),
      add constraint pay_marker_same_nonce foreign key (distribution_id, replaced_by, signer, nonce)
        references pay_marker (distribution_id, attempt, signer, nonce) deferrable initially deferred`)
    await db.query('drop index pay_marker_live')
    await db.query(`create unique index pay_marker_live on pay_marker (distribution_id)
      where dead_because is null and replaced_by is null`)
  }

  async down(db) {
    await db.query(`update pay_marker set dead_because = 'replaced by attempt ' || replaced_by
      where replaced_by is not null and dead_because is null`)
    await db.query('drop index pay_marker_live')
    await db.query('alter table pay_marker drop constraint pay_marker_same_nonce, drop constraint pay_marker_place')
    await db.query('alter table pay_marker drop column replaced_by')
    await db.query('create unique index pay_marker_live on pay_marker (distribution_id) where dead_because is null')
    await db.query('drop table reward_cursor')
    await db.query('drop index reward_fire_unfinished')
    for (const name of ['uncounted', 'unconfirmed', 'waiting', 'by_program'])
      await db.query(`drop index distribution_${name}`)
    await db.query('alter table distribution drop column claims_counted, drop column publication_final')
  }
}
