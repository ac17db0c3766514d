import { statSync } from 'node:fs'
import type { Env } from '../config/env'
import { loadProfile, type Profile } from '../config/profile'
import { AssayError } from '../errors'

/** Profiles may appear after the api has started (a devnet is deployed first): how often we look again. */
const REFRESH_MS = 1_000

/** The networks this api answers for, from the profile files named by the environment. */
export class Profiles {
  private readonly loaded = new Map<string, { readonly stamp: number; readonly profile: Profile }>()
  private current: readonly Profile[] = []
  private refreshedAt = Number.NEGATIVE_INFINITY

  /** @param readEnv called at each refresh, because the list of files itself may grow */
  constructor(
    private readonly readEnv: () => Env,
    private readonly onError: (error: unknown) => void,
  ) {}

  all(): readonly Profile[] {
    const now = performance.now()
    if (now - this.refreshedAt >= REFRESH_MS) {
      this.refreshedAt = now
      this.current = this.refresh()
    }
    return this.current
  }

  /** @throws AssayError E-NOT-INDEXED-YET when there is no network at all; E-BAD-INPUT when there are others */
  get(network: string): Profile {
    const found = this.all().find((each) => each.name === network)
    if (found) return found
    const names = this.all().map((each) => each.name)
    if (names.length === 0) {
      throw new AssayError('E-NOT-INDEXED-YET', 'no network has a profile yet', {
        next: 'Wait until the networks are deployed, or name profiles in ASSAY_PROFILES.',
        retryable: true,
      })
    }
    throw new AssayError('E-BAD-INPUT', `unknown network ${JSON.stringify(network.slice(0, 40))}`, {
      next: `Known networks: ${names.join(', ')}.`,
      details: { field: 'network' },
    })
  }

  private refresh(): readonly Profile[] {
    const env = this.readEnv()
    const profiles: Profile[] = []
    for (const file of env.profileFiles) {
      try {
        const stamp = statSync(file).mtimeMs
        if (this.loaded.get(file)?.stamp !== stamp)
          this.loaded.set(file, { stamp, profile: loadProfile(file, env.variables) })
        profiles.push(this.loaded.get(file)!.profile)
      } catch (error) {
        // not there yet, or half written: it is tried again; a profile that was good stays in force
        const last = this.loaded.get(file)
        if (last) profiles.push(last.profile)
        else if ((error as NodeJS.ErrnoException).code !== 'ENOENT') this.onError(error)
      }
    }
    return profiles
  }
}
