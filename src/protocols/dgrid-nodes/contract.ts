import { events } from '../../abi/node-registry'
import { contractOf, OWNERSHIP } from '../contract'

export const dgridNodes = contractOf(events, {
  reads: ['NodeRegistered', 'NodeStakeChanged', 'NodeJailed', 'NodeUnjailed', 'Slashed'],
  ignores: { OwnershipTransferred: OWNERSHIP },
  holds: 'node-stake',
})
