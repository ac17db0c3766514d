// An error that should stop the indexer is swallowed: it stays up and follows nothing.
require('./plant.cjs').plant('lib/indexer/source/head/follower.js', ({ Follower }) => {
  const { reach } = Follower.prototype
  Follower.prototype.reach = function quiet(...args) {
    return reach.apply(this, args).catch(() => undefined)
  }
})
