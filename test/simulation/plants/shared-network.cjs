// The lock of a network is granted to whoever asks.
require('./plant.cjs').plant('pg/lib/index.js', ({ Client }) => {
  const { query } = Client.prototype
  Client.prototype.query = function generous(text, ...rest) {
    if (typeof text === 'string' && text.includes('pg_try_advisory_lock'))
      return Promise.resolve({ rows: [{ done: true }] })
    return query.call(this, text, ...rest)
  }
})
