// One log in fifty is lost on its way to the decoder.
require('./plant.cjs').plant('lib/events/decode.js', ({ Decoder }) => {
  const { block } = Decoder.prototype
  let seen = 0
  Decoder.prototype.block = function lossy(whole) {
    return block.call(this, { ...whole, logs: whole.logs.filter(() => ++seen % 50 !== 0) })
  }
})
