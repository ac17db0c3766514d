import { DOMAIN_EMISSION_V1, domainEmission, type EmissionWeights, NO_CARRY } from '../emission/domainEmission'
import { type DomainShares, FOUNDATION_BPS, type Role, roles, shareRefusals } from '../emission/shares'
import { bpsOf } from '../money'
import type { BaseUnits } from '../units'
import { byAccount } from './participants'
import type { Pot, PotInputs, WeightedParticipant } from './pot'
import type { Ruleset } from './ruleset'

/** Emission of an epoch to a domain, with its shares and participants. */
export interface DomainEpochEntry {
  readonly domainId: bigint
  /** the foundation's part included */
  readonly emitted: BaseUnits
  /** in force when the emission was minted; null where the domain was never configured */
  readonly shares: DomainShares | null
  readonly weights: EmissionWeights
}

/**
 * `domain-emission/v1` as a program: a pot for each domain and role, each with its own carry. The foundation's part was
 * paid when the epoch was minted and is in no pot.
 */
export const domainEmissionV1: Ruleset<DomainEpochEntry> = {
  name: DOMAIN_EMISSION_V1,
  period: null,
  entries: 'domains',
  pots(inputs) {
    const domains = [...inputs.entries].sort((a, b) => (a.domainId < b.domainId ? -1 : 1))
    const pots = domains.flatMap((entry) => domainPots(entry, inputs))
    const named = new Set(pots.map(({ name }) => name))
    // A domain that emits nothing now keeps what its roles carry.
    const waiting = [...inputs.carryIn].filter(([name, carry]) => carry > 0n && !named.has(name)).sort()
    return [...pots, ...waiting.map(([name, carryIn]) => idle(name, 0n, carryIn))]
  },
}

/** The program's part of an emission: all but the foundation's. */
export function beyondFoundation(emitted: BaseUnits): BaseUnits {
  return emitted - bpsOf(emitted, FOUNDATION_BPS)
}

const potName = (domainId: bigint, purpose: Role | 'unallotted') => `domain ${domainId} ${purpose}`

function domainPots(entry: DomainEpochEntry, { carryIn }: PotInputs<DomainEpochEntry>): Pot[] {
  const { domainId, emitted, shares, weights } = entry
  const carried = (purpose: Role | 'unallotted') => carryIn.get(potName(domainId, purpose)) ?? 0n
  const name = potName(domainId, 'unallotted')
  if (shares === null || shareRefusals(shares).length > 0)
    return [idle(name, beyondFoundation(emitted), carried('unallotted'))]
  const carry = { ...NO_CARRY }
  for (const role of roles) carry[role] = carried(role)
  const emission = domainEmission({ emission: emitted, shares, weights, carry })
  return roles
    .filter((role) => shares[role] > 0 || carry[role] > 0n)
    .map((role): Pot => {
      const { pot, split } = emission.roles[role]
      // The remainder of the roles' floors is received by the role that carries it, and not divided.
      const received = split.distributed + emission.carry[role] - carry[role]
      const participants = explained(role, weights)
      return { name: potName(domainId, role), received, carryIn: carry[role], divided: pot, participants }
    })
}

function idle(name: string, received: BaseUnits, carryIn: BaseUnits): Pot {
  return { name, received, carryIn, divided: 0n, participants: [] }
}

/** Unit of the weights, by role. */
const unit: Readonly<Record<Role, string>> = {
  miners: 'workUnits',
  stakers: 'stake',
  validators: 'validations',
  domainOwner: 'owner',
  modelOwners: 'routedRevenue',
}

function explained(role: Role, weights: EmissionWeights): WeightedParticipant[] {
  return byAccount(
    weights[role].map(({ account, weight }) => ({ account, key: account, part: { of: unit[role], weight } })),
  )
}
