import { events } from '../../abi/cumulative-distributor'
import { contractOf, OWNERSHIP } from '../contract'

export const cumulativeDistributor = contractOf('cumulative-distributor', events, {
  reads: ['DistributionPublished', 'Claimed'],
  ignores: {
    OwnershipTransferred: OWNERSHIP,
    Paused: 'a claim that waits has not happened',
    Unpaused: 'a claim that waits has not happened',
  },
  holds: 'distributor',
})
