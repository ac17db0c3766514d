import { events } from '../../abi/votes'
import { contractOf, OWNERSHIP } from '../contract'

export const votes = contractOf(events, { reads: ['VoteCast'], ignores: { OwnershipTransferred: OWNERSHIP } })
