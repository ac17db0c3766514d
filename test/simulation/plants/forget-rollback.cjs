// The blocks of a left branch are forgotten, what they wrote stays.
require('./plant.cjs').plant('typeorm-store/lib/hot.js', (hot) => {
  hot.rollbackBlock = (schema, em, height) => em.query(`delete from "${schema}".hot_block where height = $1`, [height])
})
