import { type Env, setDbUrl } from '../../config/env'
import { Latch } from '../../process/latch'
import { announce } from './announce'
import type { Layout } from './layout'
import type { Screen } from './screen'
import type { Supervisor } from './supervisor'

/** Options of `assay up`. */
export type UpPlan = {
  readonly dataDir: string
  readonly fresh: boolean
  /** ISO date; undefined: start of this UTC month */
  readonly until: string | undefined
  readonly seed: number | undefined
  /** false: the devnet's node runs, nothing happens on it */
  readonly scenario: boolean
  /** profiles of the user's chains; empty: the devnet */
  readonly profiles: readonly string[]
}

/** A run of `assay up`, shared by its steps. */
export class Session {
  /** Added to our own environment for children and, but for keys, announced to other terminals in run/env.json. */
  readonly #variables: Record<string, string> = {}
  /** Open while the chain is whole: as long as at the last stop, or longer. */
  readonly chain = new Latch(false)

  constructor(
    readonly plan: UpPlan,
    readonly layout: Layout,
    readonly env: Env,
    readonly supervisor: Supervisor,
    readonly screen: Screen,
    /** aborted when the run is to end */
    readonly signal: AbortSignal,
  ) {}

  get isDevnet(): boolean {
    return this.plan.profiles.length === 0
  }

  /** Sets variables of the children to come, and announces those that others may know. */
  set(variables: Readonly<Record<string, string>>): void {
    Object.assign(this.#variables, variables)
    // As a whole or not at all: commands cannot reach a run without a Postgres of its own.
    if (this.#variables.DB_URL) announce(this.layout.dataDir, this.isDevnet, this.#variables)
  }

  get(name: string): string | undefined {
    return this.#variables[name] ?? this.env.variables[name]
  }

  /** Environment of a child started now. */
  childEnv(): Record<string, string | undefined> {
    const env = { ...this.env.variables, ...this.#variables }
    if (this.#variables.DB_URL) setDbUrl(env, this.#variables.DB_URL)
    return env
  }
}
