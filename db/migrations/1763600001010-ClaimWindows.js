/**
 * What becomes of a publication: what was claimed of it, when its claims end and what was reclaimed. Of those that are
 * there it is known how much was claimed; none has a window, since no distributor of before announces one.
 */
module.exports = class ClaimWindows1763600001010 {
  name = 'ClaimWindows1763600001010'

  async up(db) {
    await db.query(`alter table publication add claimed numeric, add expires_at numeric, add reclaim_to text,
      add reclaimed numeric, add reclaimed_block integer, add reclaimed_time integer, add reclaimed_tx text`)
    await db.query(`update publication p set claimed = c.claimed from (
        select network, distributor, program_id, period, sum(amount) as claimed from reward_claim group by 1, 2, 3, 4) c
      where (p.network, p.distributor, p.program_id, p.period) = (c.network, c.distributor, c.program_id, c.period)`)
  }

  async down(db) {
    await db.query(`alter table publication drop claimed, drop expires_at, drop reclaim_to, drop reclaimed,
      drop reclaimed_block, drop reclaimed_time, drop reclaimed_tx`)
  }
}
