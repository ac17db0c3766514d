import { address } from '../../economics/units'
import { Vote } from '../../model'
import type { Handlers } from '../handler'
import type { votes } from './contract'

export const handlers: Handlers<typeof votes> = {
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
