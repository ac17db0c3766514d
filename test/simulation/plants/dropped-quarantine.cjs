// Logs that no decoder understands are dropped without a trace.
require('./plant.cjs').plant('lib/indexer/fold/fold.js', (fold) => {
  fold.quarantine = () => undefined
})
