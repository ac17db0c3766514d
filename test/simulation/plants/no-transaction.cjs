// Every statement commits by itself: a batch that is cut short leaves its beginning behind.
require('./plant.cjs').plant('typeorm/index.js', ({ DataSource }) => {
  DataSource.prototype.transaction = async function bare(...args) {
    const runner = this.createQueryRunner()
    try {
      await runner.connect()
      return await args[args.length - 1](runner.manager)
    } finally {
      await runner.release()
    }
  }
})
