import { events } from '../../abi/deepnode-emissions'
import { contractOf, OWNERSHIP } from '../contract'

export const deepnodeEmissions = contractOf(events, {
  reads: ['WorkVerified', 'ValidationCounted', 'DomainStakeChanged', 'EpochClosed', 'EmissionMinted'],
  ignores: { OwnershipTransferred: OWNERSHIP },
  holds: 'staked',
})
