import { address, ZERO_ADDRESS } from '../../economics/units'
import { PoolClaim, PoolDeposit } from '../../model'
import type { Handlers } from '../handler'

export const poolRewards: Handlers = {
  RewardDeposited: {
    apply(event, { session, network, move }) {
      const { periodIndex, amount } = event.args
      session.append(PoolDeposit, {
        id: event.id,
        network: network.name,
        pool: event.contract,
        period: Number(periodIndex),
        amount,
        block: event.block,
        blockTime: event.blockTime,
        txHash: event.txHash,
      })
      // The event does not name the depositor.
      move(event, 'eth', {
        fromClass: 'holders',
        toClass: 'rewards',
        fromAccount: ZERO_ADDRESS,
        toAccount: event.contract,
        amount,
        cause: 'pool-deposit',
      })
    },
  },
  RewardClaimed: {
    apply(event, { session, network, move }) {
      const { user, periodIndex, reward } = event.args
      session.append(PoolClaim, {
        id: event.id,
        network: network.name,
        pool: event.contract,
        period: Number(periodIndex),
        account: address(user),
        amount: reward,
        block: event.block,
        blockTime: event.blockTime,
        txHash: event.txHash,
      })
      move(event, 'eth', {
        fromClass: 'rewards',
        toClass: 'holders',
        fromAccount: event.contract,
        toAccount: address(user),
        amount: reward,
        cause: 'pool-claim',
      })
    },
  },
}
