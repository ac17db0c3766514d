// A reader that leaves still counts.
require('./plant.cjs').plant('lib/api/live/subscriptionLimiter.js', ({ SubscriptionLimiter }) => {
  const { acquire } = SubscriptionLimiter.prototype
  SubscriptionLimiter.prototype.acquire = function kept(...args) {
    acquire.apply(this, args)
    return () => undefined
  }
})
