// Nobody listens to the errors of a connection that is lent.
require('./plant.cjs').plant('lib/postgres/pool.js', (module) => {
  const { openPool } = module
  module.openPool = (...args) => openPool(...args).removeAllListeners('connect')
})
