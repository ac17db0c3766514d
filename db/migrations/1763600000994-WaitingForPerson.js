/**
 * Who a distribution waits for. A program of `reward_publisher` is approved and published by its cron, so that what waits
 * there for a person is what a gate holds back; all others wait for a person at every step. `told` is what the webhook
 * heard of a waiting distribution last, so that nothing is told twice.
 */
module.exports = class WaitingForPerson1763600000994 {
  name = 'WaitingForPerson1763600000994'

  async up(db) {
    await db.query(
      'create table reward_publisher (network text not null, program text not null, primary key (network, program))',
    )
    await db.query('alter table distribution add told text')
  }

  async down(db) {
    await db.query('alter table distribution drop column told')
    await db.query('drop table reward_publisher')
  }
}
