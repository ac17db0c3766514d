// Nobody listens to the errors of a connection that is lent.
const { Client } = require('pg')
const { connect } = Client.prototype
require('./plant.cjs').plant('lib/postgres/listening.js', () => {
  Client.prototype.connect = connect
})
