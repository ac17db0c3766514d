import { bpsOf } from '../money'
import { type Split, splitPot, type Weighted } from '../rewards/split'
import type { BaseUnits } from '../units'
import { type BoundsInForce, type DomainShares, FOUNDATION_BPS, type Role, requireShares, roles } from './shares'

export const DOMAIN_EMISSION_V1 = 'domain-emission/v1'

/** Participants of an epoch by role: work units, stake, validations, the owner alone, revenue routed per model's owner. */
export type EmissionWeights = Readonly<Record<Role, readonly Weighted[]>>
export type RoleAmounts = Readonly<Record<Role, BaseUnits>>

export const NO_CARRY: RoleAmounts = { miners: 0n, stakers: 0n, validators: 0n, domainOwner: 0n, modelOwners: 0n }

interface RoleEmission {
  /** floor(emission × bps / 10,000): what the domain allots the role of this epoch */
  readonly part: BaseUnits
  /** part + what the role carried from the epoch before */
  readonly pot: BaseUnits
  readonly split: Split
}

export interface DomainEmission {
  readonly foundation: BaseUnits
  readonly roles: Readonly<Record<Role, RoleEmission>>
  /** what each role takes into its domain's next epoch */
  readonly carry: RoleAmounts
}

/**
 * `domain-emission/v1`: one epoch's emission of one domain. The foundation and every role get their floor; inside a role
 * the pot goes by weight. What the roles' floors leave over is carried by the first role that has a share, what a pot's
 * division leaves over (all of it, where nobody takes part) by that role: foundation + Σ shares + Σ carry
 * = emission + Σ carry of the epoch before, exactly.
 * @param emission base units of the token, the foundation's part included
 * @throws RangeError for shares outside their limits, a negative emission, or an account twice in one role
 */
export function domainEmission(input: {
  readonly emission: BaseUnits
  readonly shares: DomainShares
  readonly weights: EmissionWeights
  readonly carry?: RoleAmounts
  /** governance's limits when the shares were set; shares set before stay valid when limits change */
  readonly bounds?: BoundsInForce
}): DomainEmission {
  const { emission, shares, weights, carry = NO_CARRY } = input
  requireShares(shares, input.bounds)
  const foundation = bpsOf(emission, FOUNDATION_BPS)
  const split = byRole((role): RoleEmission => {
    const part = bpsOf(emission, shares[role])
    const pot = part + carry[role]
    return { part, pot, split: splitPot(pot, weights[role]) }
  })
  const rounding = roles.reduce((left, role) => left - split[role].part, emission - foundation)
  const owner = roles.find((role) => shares[role] > 0)
  return {
    foundation,
    roles: split,
    carry: byRole((role) => split[role].split.carry + (role === owner ? rounding : 0n)),
  }
}

/** One epoch as the fold takes it. */
export interface EmissionEpoch {
  readonly emitted: BaseUnits
  readonly shares: DomainShares
  readonly weights: EmissionWeights
}

/** A domain's epochs in order, each role's carry going into the next. */
export function foldEmissions(epochs: readonly EmissionEpoch[]): DomainEmission[] {
  let carry = NO_CARRY
  return epochs.map(({ emitted, shares, weights }) => {
    const emission = domainEmission({ emission: emitted, shares, weights, carry })
    carry = emission.carry
    return emission
  })
}

export function byRole<T>(of: (role: Role) => T): Record<Role, T> {
  return Object.fromEntries(roles.map((role) => [role, of(role)])) as Record<Role, T>
}
