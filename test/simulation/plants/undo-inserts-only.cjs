// Rows that a left branch made go, rows it changed keep its values.
require('./plant.cjs').plant('typeorm-store/lib/hot.js', (hot) => {
  const { rollbackBlock } = hot
  hot.rollbackBlock = (schema, em, height) => {
    const query = async (sql, values) => (/^UPDATE/.test(sql) ? [] : em.query(sql, values))
    return rollbackBlock(schema, { connection: em.connection, query }, height)
  }
})
