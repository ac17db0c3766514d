import type { Profile } from '../config/profile'
import { openClient } from '../postgres/client'
import { finalHeight } from '../postgres/cursor'
import type { Queryable } from '../postgres/queryable'
import { checkEndpoints } from '../preflight/checkEndpoints'
import type { Scope } from '../preflight/checkProfile'
import { endpointsOf } from '../preflight/endpoints'
import { refuseMistakes } from '../preflight/refuseMistakes'

/** A network that has final blocks was compared before its first; what a token calls itself may have changed since. */
export async function scopeOf(db: Queryable, { name, startBlock }: Profile): Promise<Scope> {
  const height = await finalHeight(db, name)
  return height !== null && height >= startBlock ? 'resumed' : 'whole'
}

/** A program that does not exist is a mistake of the profile, and whoever pays by it comes weeks later. @throws AssayError E-PROGRAM, E-PROGRAM-SHARE */
export async function requirePrograms(profile: Profile): Promise<void> {
  if (profile.programs.length === 0) return
  const { programsOf } = await import('../rewards/programs.js')
  programsOf(profile)
}

/**
 * Mistakes of profiles, before a process is started for each. A node that is away is theirs to wait for.
 * @throws AssayError E-PREFLIGHT, E-POOL-TOKEN, E-PROGRAM, E-STORE-AWAY
 */
export async function compareProfiles(profiles: readonly Profile[], dbUrl: string): Promise<void> {
  const db = await openClient(dbUrl, 'assay preflight')
  try {
    for (const profile of profiles) {
      await requirePrograms(profile)
      const [first, ...others] = endpointsOf(profile)
      if (first === undefined) continue
      const outcome = await checkEndpoints(profile, [first, ...others], await scopeOf(db, profile))
      if (outcome.state === 'looked') refuseMistakes(profile, outcome.lines)
    }
  } finally {
    await db.end()
  }
}
