// Hot blocks are written as if they were final: the undo log does not know of them.
require('./plant.cjs').plant('lib/indexer/squid/store.js', (store) => {
  const { BlockStore } = store
  store.BlockStore = class extends BlockStore {
    constructor(inner) {
      super(inner)
      this.tracked = false
    }
  }
})
