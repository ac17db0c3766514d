/**
 * Epochs by when they were announced and when they ended, stakes by who holds them, findings by code and block: what a
 * timer asks for is found, not searched. Names as the ORM gives them to the indexes of schema.graphql.
 */
module.exports = class AnnouncedAndStanding1763600000901 {
  name = 'AnnouncedAndStanding1763600000901'

  async up(db) {
    await db.query('create index "IDX_f3c31af2cba4e53cdc8e5342b0" on epoch (network, block)')
    await db.query('create index "IDX_2a143c84254e5093c6d6f9e247" on epoch (network, end_time)')
    await db.query(
      'create index "IDX_f10325415323794bd0180763a5" on domain_stake (network, domain_id, staker, from_block)',
    )
    await db.query('create index "IDX_227fba275b4bce135778c4a15c" on finding (network, code, block)')
  }

  async down(db) {
    const made = [
      ...['227fba275b4bce135778c4a15c', 'f10325415323794bd0180763a5'],
      ...['2a143c84254e5093c6d6f9e247', 'f3c31af2cba4e53cdc8e5342b0'],
    ]
    for (const name of made) await db.query(`drop index "IDX_${name}"`)
  }
}
