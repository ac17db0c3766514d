import { events } from '../../abi/deepnode-router'
import { roles } from '../../economics/emission/shares'
import { contractOf, OWNERSHIP } from '../contract'

/** Governance's limits on the share of a role, which the contract knows by its number. */
export const limitsOf = (role: number) => [`floorBps:${role}`, `ceilingBps:${role}`] as const

export const deepnodeRouter = contractOf(events, {
  reads: ['ModelMinted', 'DomainConfigured', 'BoundsChanged', 'RevenueRouted'],
  ignores: { OwnershipTransferred: OWNERSHIP },
  parameters: roles.flatMap((_, role) => limitsOf(role)),
})
