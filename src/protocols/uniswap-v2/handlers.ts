import { PricePoint } from '../../model'
import type { Handlers } from '../handler'

export const prices: Handlers = {
  Sync: {
    apply(event, { session, network }) {
      const { reserve0, reserve1 } = event.args
      const tokenIsFirst = network.pairs.get(event.contract) === 0
      session.append(PricePoint, {
        id: event.id,
        network: network.name,
        pair: event.contract,
        reserveToken: tokenIsFirst ? reserve0 : reserve1,
        reserveQuote: tokenIsFirst ? reserve1 : reserve0,
        block: event.block,
        blockTime: event.blockTime,
      })
    },
  },
}
