import { BPS, type Bps } from '../units'

/** Receivers of a domain's emission, in the order the contract numbers them; the foundation's part is not a choice. */
export const roles = ['miners', 'stakers', 'validators', 'domainOwner', 'modelOwners'] as const
export type Role = (typeof roles)[number]

/** The foundation's fixed part of every emission; domain.md §4. */
export const FOUNDATION_BPS: Bps = 100

/** The widest shares a domain may choose, whatever governance says: 99 %, and 10 % for its owner. domain.md §4 */
const widestBps: Readonly<Record<Role, Bps>> = {
  miners: 9_900,
  stakers: 9_900,
  validators: 9_900,
  domainOwner: 1_000,
  modelOwners: 9_900,
}

export type DomainShares = Readonly<Record<Role, Bps>>

/** Governance's limits on one role, both included. */
export interface ShareBounds {
  readonly floorBps: Bps
  readonly ceilingBps: Bps
}
export type BoundsInForce = Readonly<Partial<Record<Role, ShareBounds>>>

/** Why shares are refused; without a `role` it is their sum. */
interface ShareRefusal {
  readonly role?: Role
  readonly reason: string
}

/** Everything that is wrong with a domain's shares. Nothing is ever clamped into its limits. */
export function shareRefusals(shares: DomainShares, bounds: BoundsInForce = {}): ShareRefusal[] {
  const refusals: ShareRefusal[] = []
  for (const role of roles) {
    const share = shares[role]
    const floor = bounds[role]?.floorBps ?? 0
    const ceiling = Math.min(bounds[role]?.ceilingBps ?? widestBps[role], widestBps[role])
    if (!Number.isInteger(share)) refusals.push({ role, reason: `${share} is no whole number of basis points` })
    else if (share < floor || share > ceiling)
      refusals.push({ role, reason: `${share} bps is outside ${floor}–${ceiling}, what is allowed for ${role}` })
  }
  const sum = roles.reduce((total, role) => total + shares[role], FOUNDATION_BPS)
  if (BigInt(Number.isInteger(sum) ? sum : 0) !== BPS)
    refusals.push({ reason: `shares and the foundation's ${FOUNDATION_BPS} bps sum to ${sum}, not 10,000` })
  return refusals
}

/** @throws RangeError with the first reason */
export function requireShares(shares: DomainShares, bounds: BoundsInForce = {}): void {
  const [refusal] = shareRefusals(shares, bounds)
  if (refusal) throw new RangeError(`shares of a domain: ${refusal.reason}`)
}
