import type { Profile } from '../config/profile'

/** A profile may name a program with its ruleset, `program@ruleset`. */
export function programNames(profile: Profile): string[] {
  return profile.programs.map((entry) => entry.split('@')[0]!)
}
