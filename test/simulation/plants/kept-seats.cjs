// A reader that leaves keeps its seat.
require('./plant.cjs').plant('lib/api/live/seats.js', ({ Seats }) => {
  const { take } = Seats.prototype
  Seats.prototype.leave = () => undefined
  Seats.prototype.take = function kept(...args) {
    take.apply(this, args)
    return () => undefined
  }
})
