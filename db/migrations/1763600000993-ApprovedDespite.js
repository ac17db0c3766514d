/** Which sanity gates failed when a person approved a distribution all the same, and why it was. */
module.exports = class ApprovedDespite1763600000993 {
  name = 'ApprovedDespite1763600000993'

  async up(db) {
    await db.query('alter table distribution add approved_despite text[], add approved_reason text')
  }

  async down(db) {
    await db.query('alter table distribution drop column approved_despite, drop column approved_reason')
  }
}
