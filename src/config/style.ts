import type { Address } from '../economics/units'
import { contractsOf, type Profile } from './profile'

/**
 * How a program is paid. `per-period`: each period has a root over its own shares, claimed one by one. `cumulative`: each
 * root is over all that accounts were ever given, so that one claim takes every period.
 */
export type Style = 'per-period' | 'cumulative'

const kinds = { 'per-period': 'merkle-distributor', cumulative: 'cumulative-distributor' } as const

export function styleOf({ cumulative }: Pick<Profile, 'cumulative'>, program: string): Style {
  return cumulative.includes(program) ? 'cumulative' : 'per-period'
}

/** The contract that pays programs of a style; undefined: the profile names none. */
export function distributorFor(profile: Pick<Profile, 'contracts'>, style: Style): Address | undefined {
  return contractsOf(profile, kinds[style])[0]?.address
}
