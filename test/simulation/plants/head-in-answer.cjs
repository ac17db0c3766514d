// An answer waits for the node's head, with its transaction open, for as long as the node takes.
require('./plant.cjs').plant('lib/ledger/chainHeads.js', ({ ChainHeads }) => {
  ChainHeads.prototype.during = async function asked(snapshot) {
    await snapshot.rows('select 1')
    for (;;) {
      const url = this.variables().RPC_SIMNET_HTTP
      const body = '{"jsonrpc":"2.0","id":1,"method":"eth_blockNumber","params":[]}'
      const response = await fetch(url, { method: 'POST', body }).catch(() => undefined)
      if (response) return { number: Number((await response.json()).result), isFresh: true }
    }
  }
})
