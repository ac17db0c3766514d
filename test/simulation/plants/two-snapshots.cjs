// Every query of an answer sees the store as it is at that moment.
require('./plant.cjs').plant('lib/postgres/snapshot.js', ({ Snapshot }) => {
  Snapshot.prototype.query = function now(sql, values = []) {
    return this.pool.query(sql, values)
  }
})
