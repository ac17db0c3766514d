/** EIP-712 signatures of approvers over a distribution, one of each. */
module.exports = class Signatures1763600000995 {
  name = 'Signatures1763600000995'

  async up(db) {
    await db.query(`create table distribution_signature (
      distribution_id text not null references report (distribution_id), signer text not null, signature text not null,
      signed_by text not null, signed_at timestamptz not null default now(), primary key (distribution_id, signer))`)
  }

  async down(db) {
    await db.query('drop table distribution_signature')
  }
}
