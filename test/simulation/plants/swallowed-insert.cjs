// An insert that ClickHouse refused is taken for done.
require('./plant.cjs').plant('lib/analytics/projector/copy.js', (copy) => {
  const { copyRows } = copy
  copy.copyRows = (...args) => copyRows(...args).catch(() => 0)
})
