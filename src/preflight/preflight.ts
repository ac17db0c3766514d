import type { Profile } from '../config/profile'
import type { Pause } from '../process/backOff'
import { Latch } from '../process/latch'
import { checkEndpoints } from './checkEndpoints'
import { checkNode } from './checkNode'
import { type Outcome, PATIENT_MS, type Scope } from './checkProfile'
import { type Endpoint, endpointsOf } from './endpoints'
import { asText } from './line'
import { refuseMistakes } from './refuseMistakes'

/** Between two looks at a chain that is away or has nothing yet. */
const AGAIN_MS = 1_000
/** Blocks that arrive although nobody answers us wait no longer: the network goes before its check. */
const LONGEST_HOLD_MS = 15_000

/** A preflight that has not refused the profile. */
export interface Preflight {
  /** rejects with what is found later, once a node that is away answers */
  readonly decided: Promise<void>
  /** Resolves when blocks may be written. */
  cleared(): Promise<void>
}

export const PASSED: Preflight = { decided: Promise.resolve(), cleared: () => Promise.resolve() }

type Endpoints = readonly [Endpoint, ...Endpoint[]]

export interface Looking {
  readonly profile: Profile
  readonly scope: Scope
  /** what a person should know, a line each */
  readonly say: (text: string) => void
  readonly pause: Pause
}

/**
 * Compares a network's profile with its chain and its endpoints before the first block. A node that is away is waited for by
 * whoever reads it; meanwhile we ask again.
 * @throws AssayError E-PREFLIGHT, E-POOL-TOKEN
 */
export async function preflight(looking: Looking): Promise<Preflight> {
  const { profile, say } = looking
  const [asked, ...others] = endpointsOf(profile)
  if (asked === undefined) return PASSED
  const endpoints = [asked, ...others] as const
  const first = await look(looking, endpoints)
  if (first.state === 'looked') return PASSED
  say(first.state === 'away' ? `not compared with its chain yet: ${first.why}` : first.lines.map(asText).join())
  const latch = new Latch(first.state === 'starting')
  const decided = lookAgain(looking, endpoints, latch)
  // Who awaits it begins to do so a moment later.
  decided.catch(() => undefined)
  let held: Promise<void> | undefined
  const cleared = () => {
    held ??= Promise.race([latch.opened(), looking.pause(LONGEST_HOLD_MS)]).then(() => latch.open())
    return held
  }
  return { decided, cleared }
}

async function lookAgain(looking: Looking, endpoints: Endpoints, cleared: Latch): Promise<void> {
  let outcome: Outcome
  do {
    await looking.pause(AGAIN_MS)
    outcome = await look(looking, endpoints, PATIENT_MS)
    if (outcome.state !== 'away') cleared.open()
  } while (outcome.state !== 'looked')
}

/** @throws AssayError E-PREFLIGHT, E-POOL-TOKEN */
async function look({ profile, scope, say }: Looking, endpoints: Endpoints, ms?: number): Promise<Outcome> {
  // Beside each other, since most of the time is the way to a provider and back.
  const [outcome, ofNode] = await Promise.all([
    checkEndpoints(profile, endpoints, scope, ms),
    scope !== 'resumed' ? checkNode(profile, endpoints[0]) : [],
  ])
  if (outcome.state !== 'looked') return outcome
  refuseMistakes(profile, outcome.lines)
  for (const line of [...outcome.lines, ...ofNode]) if (line.severity !== 'ok') say(asText(line))
  return outcome
}
