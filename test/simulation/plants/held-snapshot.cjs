// A transaction is open while ClickHouse is asked.
require('./plant.cjs').plant('lib/postgres/snapshot.js', ({ Snapshot }) => {
  Snapshot.prototype.beside = async function held(work) {
    await this.rows('select 1')
    return work()
  }
})
