// The projector's cursor moves before the rows are in ClickHouse.
const { plant } = require('./plant.cjs')
const pending = []
plant('lib/analytics/projector/copy.js', (copy) => {
  copy.copyRows = async (pg, clickhouse, _network, { table, columns, batch }) => {
    const { rows } = await pg.query({ text: batch, rowMode: 'array' })
    const text = (value) => (value instanceof Date ? value.toISOString() : String(value))
    const values = rows.map((row) => row.map(text))
    if (rows.length > 0) pending.push(() => clickhouse.insert({ table, columns, format: 'JSONCompactEachRow', values }))
    return rows.length
  }
})
plant('lib/analytics/projector/cursor.js', (cursor) => {
  const { moveCursor } = cursor
  cursor.moveCursor = async (...args) => {
    await moveCursor(...args)
    for (const insert of pending.splice(0)) await insert()
  }
})
