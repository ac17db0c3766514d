import { events } from '../../abi/merkle-distributor'
import { contractOf, OWNERSHIP } from '../contract'

export const merkleDistributor = contractOf('merkle-distributor', events, {
  reads: ['DistributionPublished', 'Claimed', 'ClaimsExpire', 'Reclaimed'],
  ignores: {
    OwnershipTransferred: OWNERSHIP,
    Paused: 'a claim that waits has not happened',
    Unpaused: 'a claim that waits has not happened',
  },
  holds: 'distributor',
})
