import { events } from '../../abi/revenue-vault'
import { contractOf, OWNERSHIP } from '../contract'

export const revenueVault = contractOf(events, {
  reads: ['RevenueReceived', 'BoughtBack'],
  ignores: { OwnershipTransferred: OWNERSHIP },
  holds: 'treasury',
})
