const { createIndexSql, declaredIndexes } = require('../../lib/model/declaredIndexes')

/** From here on the indexes that schema.graphql cannot say are made from src/model/declaredIndexes.ts. */
module.exports = class DeclaredIndexes1763600000910 {
  name = 'DeclaredIndexes1763600000910'

  async up(db) {
    for (const index of declaredIndexes)
      if (index.made === 'with-table') await db.query(createIndexSql(index, 'if not exists'))
  }

  // 820 and 830 made them first, and take them away
  async down() {}
}
