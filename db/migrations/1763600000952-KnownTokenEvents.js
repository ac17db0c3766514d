/** What the published versions of DSYNC emit beside the rest is known now, and moves nothing: it is no longer counted as unread. */
const topics = [
  '0xdaf6233a382145376035341e71f8a04305f7e323d0fe3e58c908cf0a26b76df9',
  '0xc4632daad431cc5064744eef2e749c1d9e5514c31dfc06cffb2b33c9e72585ae',
  '0xe743d7bc36e0329ba3f787bb08a45e8ef2b2a3327ac2b902a37bcbc6e93ab9bc',
  '0x4afe25f942d6cba63e35b9d1528d6582df716513b9de58a0b2f3e469b88f71a3',
  '0x1908879d39259096c11d5c2e5752ecda414e0910ab3cd266bc8b94997ae2bed6',
  '0x7e1229c34b83824b2c727eb9532882d675eb9f2e74627cca6e812661b5bee1e6',
  '0x4d5771454588f51370a8a2e7e151354b6de0dc3159b14821b4ad76bc04c28bc7',
  '0xe1fc1cdd7520f99d4b4715966557867ae295b281f90d30b3631bae054b7f196c',
  '0x76dd3f2ac582c6befe0598e90df4937ccd8dd240aeacb97ca299d61bf4461aa2',
  '0x9fba4a27b77afdf6c68deb1d99abfd909cb0c2bfa6a148fae3c6b8414e58aef9',
  '0x2fbd1353128aecc49b39b3c19d87af41992e7d24521be10c049965247c63667e',
]

module.exports = class KnownTokenEvents1763600000952 {
  name = 'KnownTokenEvents1763600000952'

  async up(db) {
    const known = topics.map((topic) => `'${topic}'`).join(', ')
    await db.query(
      `delete from quarantine where reason = 'unknown event of a known contract' and topic0 in (${known})`,
    )
  }

  /** They come back where their blocks are indexed again. */
  async down() {}
}
