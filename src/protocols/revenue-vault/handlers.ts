import { splitRevenue } from '../../economics/revenue'
import { address, ZERO_ADDRESS } from '../../economics/units'
import { Buyback, Revenue } from '../../model'
import type { Handlers } from '../handler'
import type { revenueVault } from './contract'

export const handlers: Handlers<typeof revenueVault> = {
  RevenueReceived: {
    apply(event, { session, network, move }) {
      const { payer, source, amount } = event.args
      session.append(Revenue, {
        id: event.id,
        network: network.name,
        source,
        payer: address(payer),
        asset: 'eth',
        amount,
        ...splitRevenue(amount, event.block, network.profile.revenueSplitBps),
        block: event.block,
        blockTime: event.blockTime,
        txHash: event.txHash,
      })
      move(event, 'eth', {
        fromClass: 'holders',
        toClass: 'treasury',
        fromAccount: address(payer),
        toAccount: event.contract,
        amount,
        cause: 'revenue',
      })
    },
  },
  BoughtBack: {
    expects: ({ args, logIndex }) => [
      { logIndex, cause: 'revenue-buyback', fromClass: 'holders', toClass: 'burned', amount: args.tokensBurned },
    ],
    apply(event, { session, network, move }) {
      const { ethSpent, tokensBurned } = event.args
      session.append(Buyback, {
        id: event.id,
        network: network.name,
        ethSpent,
        tokensBurned,
        block: event.block,
        blockTime: event.blockTime,
        txHash: event.txHash,
      })
      // The event does not name the seller.
      move(event, 'eth', {
        fromClass: 'treasury',
        toClass: 'holders',
        fromAccount: event.contract,
        toAccount: ZERO_ADDRESS,
        amount: ethSpent,
        cause: 'revenue-buyback',
      })
    },
  },
}
