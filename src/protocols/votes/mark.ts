import { events, functions } from '../../abi/votes'
import { ZERO_ADDRESS } from '../../economics/units'
import type { Mark } from '../mark'

export const mark: Mark = {
  view: {
    name: 'hasVoted(uint256,address)',
    data: functions.hasVoted.encode({ proposalId: 0n, voter: ZERO_ADDRESS }),
    words: 1,
  },
  token: { name: 'token()', data: functions.token.encode({}) },
  topics: [events.VoteCast.topic],
}
