import { keccak256, stringToBytes } from 'viem'
import type { Approval } from '../config/approval'
import type { Campaign } from '../config/campaign'
import type { Expiry } from '../config/expiry'
import type { Profile } from '../config/profile'
import { distributorFor, type Style, styleOf } from '../config/style'
import { rulesetNamed } from '../economics/rewards/registry'
import type { Ruleset } from '../economics/rewards/ruleset'
import { type Address, type BlockNumber, type Hash, hash } from '../economics/units'
import { AssayError } from '../errors'
import { type Definition, definitions } from './definitions'
import { campaignSource } from './sources/campaign'
import type { Source } from './sources/source'

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
  readonly startBlock: BlockNumber
  /** how its periods are paid from now on; those that were closed before keep the style of their report */
  readonly style: Style
  /** the contract that pays it so; undefined: the profile names none */
  readonly distributor: Address | undefined
  /** by style */
  readonly distributors: Readonly<Record<Style, Address | undefined>>
  /** who signs its distributions; null: a person's name is enough */
  readonly approval: Approval | null
  /** when its distributions can be claimed no more; null: they can for ever */
  readonly expiry: Expiry | null
  /** accounts its pot lies in, in the order they are drawn on, where they allow the publisher to */
  readonly payers: readonly Address[]
  /** the network's other programs that pay in the same asset, and so from the same key */
  readonly beside: readonly Pick<Program, 'name' | 'payers'>[]
}

/** A program without its network's others. */
type Alone = Omit<Program, 'beside'>

const ETH_DECIMALS = 18

/**
 * The paying programs of a profile.
 * @throws AssayError E-PROGRAM for a name or ruleset that does not exist
 * @throws AssayError E-PROGRAM-SHARE when two programs would pay the same part
 */
export function programsOf(profile: Profile): Program[] {
  const paidBy = new Map<string, string>()
  const programs = profile.programs.flatMap((entry) => {
    const { share, programs } = entry === CAMPAIGN ? campaigns(profile) : ruled(profile, entry)
    if (share === null) return []
    const other = paidBy.get(share)
    if (other !== undefined)
      throw new AssayError(
        'E-PROGRAM-SHARE',
        `profile ${profile.name}: ${other} and ${entry} would both pay the part of the ${share}`,
        { next: 'Keep one of them.' },
      )
    paidBy.set(share, entry)
    return programs
  })
  return programs.map((each) => {
    const beside = programs.filter((other) => other !== each && other.asset === each.asset)
    return { ...each, beside: beside.map(({ name, payers }) => ({ name, payers })) }
  })
}

/** The programs of a profile's entry, and the share they pay; null: it pays nothing. */
interface Entry {
  readonly share: string | null
  readonly programs: readonly Alone[]
}

/** `program` or `program@ruleset`. */
function ruled(profile: Profile, entry: string): Entry {
  const [name = '', wanted] = entry.split('@')
  const definition = definitions[name]
  const ruleset = wanted ?? definition?.rulesets[0]
  if (definition === undefined || ruleset === undefined || !definition.rulesets.includes(ruleset))
    throw new AssayError('E-PROGRAM', `profile ${profile.name}: no such program: ${entry}`, {
      next: `Name one of ${choices().join(', ')}.`,
    })
  const { share, source } = definition
  if (source === null) {
    if (styleOf(profile, name) === 'per-period') return { share: null, programs: [] }
    throw new AssayError('E-PROGRAM', `profile ${profile.name}: ${name} is in cumulative, and pays nothing by itself`, {
      next: 'Take it out of cumulative: its own contract pays it.',
    })
  }
  const money = { asset: definition.asset(profile), source: source(profile), payers: payersOf(profile, definition) }
  return { share, programs: [{ ...program(profile, name, ruleset), ...money }] }
}

function payersOf(profile: Profile, { heldIn }: Definition): Address[] {
  return heldIn.flatMap((held) => profile.accounts.filter((each) => each.class === held).map(({ address }) => address))
}

/** Names every campaign of the profile, each a program of its own. */
const CAMPAIGN = 'campaign'

function campaigns(profile: Profile): Entry {
  if (profile.campaigns.length === 0)
    throw new AssayError('E-PROGRAM', `profile ${profile.name}: names ${CAMPAIGN} and has no campaigns`, {
      next: 'Add campaigns to the profile, or take the program out; docs/networks.md describes both.',
    })
  return { share: CAMPAIGN, programs: profile.campaigns.map((each) => campaignProgram(profile, each)) }
}

function campaignProgram(profile: Profile, campaign: Campaign): Alone {
  const inToken = campaign.asset === 'token'
  const asset = inToken ? profile.token.address : 'eth'
  const source = campaignSource(campaign, inToken ? profile.token.decimals : ETH_DECIMALS)
  return { ...program(profile, `${CAMPAIGN}.${campaign.name}`, 'campaign/v1'), asset, source, payers: [] }
}

/** The program as a report of it was made, which may be of before its style changed. */
export function inStyle(program: Program, style: Style): Program {
  return program.style === style ? program : { ...program, style, distributor: program.distributors[style] }
}

function program(profile: Profile, name: string, ruleset: string): Omit<Alone, 'asset' | 'source' | 'payers'> {
  const style = styleOf(profile, name)
  const distributors = {
    'per-period': distributorFor(profile, 'per-period'),
    cumulative: distributorFor(profile, 'cumulative'),
  }
  return {
    network: profile.name,
    chainId: profile.chainId,
    name,
    programId: hash(keccak256(stringToBytes(name))),
    ruleset: rulesetNamed(ruleset),
    startBlock: profile.startBlock,
    style,
    distributor: distributors[style],
    distributors,
    approval: profile.approval ?? null,
    expiry: profile.expiry[name] ?? null,
  }
}

function choices(): string[] {
  const named = Object.entries(definitions).flatMap(([name, { rulesets }]) =>
    rulesets.map((ruleset, index) => (index === 0 ? name : `${name}@${ruleset}`)),
  )
  return [...named, CAMPAIGN]
}
