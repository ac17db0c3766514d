import { keccak256, stringToBytes } from 'viem'
import type { Profile } from '../config/profile'
import { DESTRA_POOL_V1 } from '../economics/pool/fold'
import { rulesetNamed } from '../economics/rewards/registry'
import type { Ruleset } from '../economics/rewards/ruleset'
import { type Address, type Hash, hash } from '../economics/units'
import { AssayError } from '../errors'
import { accrualSource } from './sources/accruals'
import { governanceSource } from './sources/governance'
import type { Source } from './sources/source'
import { stakersSource } from './sources/stakers'

/** A program of one network that pays: who, out of what, by which rules. */
export interface Program {
  readonly network: string
  readonly chainId: number
  readonly name: string
  /** keccak256 of the name */
  readonly programId: Hash
  readonly ruleset: Ruleset
  readonly asset: Address | 'eth'
  /** where its pot and weights are read */
  readonly source: Source
  readonly startBlock: number
  readonly distributor: Address | undefined
}

interface Definition {
  /** whose part of what is paid out; null: it predicts what someone else pays */
  readonly share: 'stakers' | 'nodes' | 'adaptors' | 'governance' | null
  /** the first is the default; a profile names another as `program@ruleset` */
  readonly rulesets: readonly string[]
  readonly asset: (profile: Profile) => Address | 'eth'
  readonly source: Source | null
}

const revenueAsset: Definition['asset'] = (profile) => profile.revenueAsset
const ownToken: Definition['asset'] = (profile) => profile.token.address
const nodeShares = accrualSource({ account: 'node', amount: 'node_share' })
const adaptorShares = accrualSource({ account: 'adaptor', amount: 'adaptor_share' })

const definitions: Readonly<Record<string, Definition>> = {
  'destra.stakers.monthly': {
    share: 'stakers',
    rulesets: ['eth-month/v1', 'eth-month-timed/v1'],
    asset: revenueAsset,
    source: stakersSource,
  },
  'destra.pool': { share: null, rulesets: [DESTRA_POOL_V1], asset: revenueAsset, source: null },
  'dgrid.nodes.weekly': { share: 'nodes', rulesets: ['dgrid-week/v1'], asset: ownToken, source: nodeShares },
  'dgrid.adaptors.weekly': { share: 'adaptors', rulesets: ['dgrid-week/v1'], asset: ownToken, source: adaptorShares },
  'dgrid.governance': { share: 'governance', rulesets: ['votes/v1'], asset: ownToken, source: governanceSource },
}

/** Programs a profile may name which this version does not close yet; they hold nothing up. */
const announced: ReadonlySet<string> = new Set(['destra.nodes.monthly', 'deepnode.emission', 'campaign'])

/**
 * The paying programs of a profile.
 * @throws AssayError E-PROGRAM for a name or ruleset that does not exist
 * @throws AssayError E-PROGRAM-SHARE when two programs would pay the same part
 */
export function programsOf(profile: Profile): Program[] {
  const paidBy = new Map<string, string>()
  const programs: Program[] = []
  for (const entry of profile.programs) {
    const [name = '', wanted] = entry.split('@')
    if (announced.has(name)) continue
    const definition = definitions[name]
    const ruleset = wanted ?? definition?.rulesets[0]
    if (definition === undefined || ruleset === undefined || !definition.rulesets.includes(ruleset))
      throw new AssayError('E-PROGRAM', `profile ${profile.name}: no such program: ${entry}`, {
        next: `Name one of ${known().join(', ')}.`,
      })
    const { share, source } = definition
    if (share === null || source === null) continue
    const other = paidBy.get(share)
    if (other !== undefined)
      throw new AssayError(
        'E-PROGRAM-SHARE',
        `profile ${profile.name}: ${other} and ${entry} would both pay the part of the ${share}`,
        { next: 'Keep one of them.' },
      )
    paidBy.set(share, entry)
    programs.push({ ...program(profile, name, ruleset), asset: definition.asset(profile), source })
  }
  return programs
}

function program(profile: Profile, name: string, ruleset: string): Omit<Program, 'asset' | 'source'> {
  const distributor = Object.values(profile.contracts).find((contract) => contract.kind === 'merkle-distributor')
  return {
    network: profile.name,
    chainId: profile.chainId,
    name,
    programId: hash(keccak256(stringToBytes(name))),
    ruleset: rulesetNamed(ruleset),
    startBlock: profile.startBlock,
    distributor: distributor?.address,
  }
}

function known(): string[] {
  const closed = Object.entries(definitions).flatMap(([name, { rulesets }]) =>
    rulesets.map((ruleset, index) => (index === 0 ? name : `${name}@${ruleset}`)),
  )
  return [...closed, ...announced]
}
