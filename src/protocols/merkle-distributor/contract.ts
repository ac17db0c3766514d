import { events } from '../../abi/merkle-distributor'
import { contractOf, OWNERSHIP } from '../contract'

export const merkleDistributor = contractOf(events, {
  reads: ['DistributionPublished', 'Claimed'],
  ignores: {
    OwnershipTransferred: OWNERSHIP,
    Paused: 'a claim that waits has not happened',
    Unpaused: 'a claim that waits has not happened',
  },
  holds: 'distributor',
})
