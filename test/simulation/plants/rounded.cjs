// Shares are rounded to the nearest unit instead of down.
require('./plant.cjs').plant('lib/economics/money.js', (money) => {
  const { mulDiv } = money
  const nearest = (amount, numerator, denominator) =>
    mulDiv(amount * 2n * numerator + denominator, 1n, 2n * denominator, 'floor')
  money.mulDiv = nearest
  money.bpsOf = (amount, bps) => nearest(amount, BigInt(bps), 10_000n)
})
