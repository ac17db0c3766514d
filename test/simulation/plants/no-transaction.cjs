// Every statement commits by itself: a batch that is cut short leaves its beginning behind.
require('./plant.cjs').plant('typeorm/index.js', ({ DataSource }) => {
  DataSource.prototype.transaction = function bare(...args) {
    return args[args.length - 1](this.manager)
  }
})
