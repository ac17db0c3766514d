import { PricePoint } from '../../model'
import type { Handlers } from '../handler'
import type { uniswapV2 } from './contract'

export const handlers: Handlers<typeof uniswapV2> = {
  Sync: {
    apply(event, { session, network }) {
      const { reserve0, reserve1 } = event.args
      const tokenIsFirst = network.deployed.get(event.contract)?.tokenIndex === 0
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
