// The last known head is forgotten as soon as the node does not answer.
require('./plant.cjs').plant('lib/ledger/chainHeads.js', ({ ChainHeads }) => {
  const { during } = ChainHeads.prototype
  ChainHeads.prototype.during = async function fresh(...args) {
    const head = await during.apply(this, args)
    return head?.isFresh ? head : null
  }
})
