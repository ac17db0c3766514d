import { address } from '../../economics/units'
import { Vote } from '../../model'
import type { Handlers } from '../handler'

export const votes: Handlers = {
  VoteCast: {
    apply(event, { session, network }) {
      const { proposalId, voter, power } = event.args
      session.append(Vote, {
        id: event.id,
        network: network.name,
        proposalId,
        voter: address(voter),
        power,
        block: event.block,
        blockTime: event.blockTime,
        txHash: event.txHash,
      })
    },
  },
}
