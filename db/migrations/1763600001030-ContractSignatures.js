/** Hash of the block in which a contract took a signature as its own (ERC-1271); null for the signature of a key. */
module.exports = class ContractSignatures1763600001030 {
  name = 'ContractSignatures1763600001030'

  async up(db) {
    await db.query('alter table distribution_signature add taken_in text')
  }

  async down(db) {
    await db.query('alter table distribution_signature drop column taken_in')
  }
}
