import { events } from '../../abi/usage-burner'
import { contractOf, OWNERSHIP } from '../contract'

export const usageBurner = contractOf(events, { reads: ['UsageBurned'], ignores: { OwnershipTransferred: OWNERSHIP } })
