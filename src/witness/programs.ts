import { keccak256, stringToBytes } from 'viem'
import type { Profile } from '../config/profile'
import type { SecondPeriod } from './second'

/** A paying program of a network, as its profile and domain.md §6 define it. */
export interface WitnessedProgram {
  readonly network: string
  readonly chainId: number
  readonly name: string
  readonly programId: `0x${string}`
  /** its own now; a report that was published before names an earlier one of its rulesets */
  readonly ruleset: string
  readonly asset: string
  readonly distributor: string | undefined
  /** whether its roots are over all periods, and its distributor one that pays by them */
  readonly isCumulative: boolean
  /** what its statement reads of the profile */
  readonly terms: object
  readonly periods: Calendar
  /** kinds of events that it depends on, beside the token's transfers of `treasury` */
  readonly reads: readonly string[]
  /** accounts whose transfers of the token count; domain.md §6, `dgrid.governance` */
  readonly treasury: readonly string[]
}

/** How its periods come about: by the clock from the first event of a kind, as the chain closed them, or once. */
export type Calendar =
  | { readonly step: '1 month' | '1 week'; readonly since: string }
  | { readonly epochs: true }
  | { readonly once: SecondPeriod }

interface Definition {
  readonly rulesets: readonly string[]
  readonly inToken?: true
  readonly periods: Calendar
  readonly reads: readonly string[]
}

const REVENUE = 'revenue-vault.RevenueReceived'
const BILLS = ['dgrid-bill.BillOpened', 'dgrid-bill.BillSettled', 'dgrid-bill.BillRefunded'] as const
const monthly = (since: string): Calendar => ({ step: '1 month', since })
const weekly: Calendar = { step: '1 week', since: BILLS[1] }

/** domain.md §6, the table of programs; the first ruleset is the default. */
const definitions: Readonly<Record<string, Definition>> = {
  'destra.stakers.monthly': {
    rulesets: ['eth-month/v1', 'eth-month-timed/v1'],
    periods: monthly(REVENUE),
    reads: [REVENUE, 'destra-pool.Staked', 'destra-pool.Unstaked', 'destra-pool.EligibilityThresholdUpdated'],
  },
  'destra.nodes.monthly': { rulesets: ['destra-node-work/v1'], periods: monthly(REVENUE), reads: [REVENUE] },
  'dgrid.nodes.weekly': { rulesets: ['dgrid-week/v1'], inToken: true, periods: weekly, reads: BILLS },
  'dgrid.adaptors.weekly': { rulesets: ['dgrid-week/v1'], inToken: true, periods: weekly, reads: BILLS },
  'dgrid.governance': {
    rulesets: ['votes/v1'],
    inToken: true,
    periods: monthly(BILLS[1]),
    reads: [...BILLS, 'votes.VoteCast'],
  },
  'deepnode.emission': {
    rulesets: ['domain-emission/v1'],
    inToken: true,
    periods: { epochs: true },
    reads: [
      'deepnode-emissions.EpochClosed',
      'deepnode-emissions.EmissionMinted',
      'deepnode-emissions.WorkVerified',
      'deepnode-emissions.ValidationCounted',
      'deepnode-emissions.DomainStakeChanged',
      'deepnode-router.DomainConfigured',
      'deepnode-router.ModelMinted',
      'deepnode-router.RevenueRouted',
    ],
  },
}

/** Whether a program may ever have been computed by a ruleset. */
export function isRulesetOf({ name, ruleset }: WitnessedProgram, other: string): boolean {
  return other === ruleset || (definitions[name]?.rulesets.includes(other) ?? false)
}

/** Whether facts enter that no chain holds: work and uptime of nodes. */
export function needsEvidence({ ruleset, terms }: WitnessedProgram): boolean {
  return ruleset === 'destra-node-work/v1' || 'mining' in terms
}

/** The paying programs of a profile. */
export function witnessedPrograms(profile: Profile): WitnessedProgram[] {
  return profile.programs.flatMap((entry) => {
    if (entry === 'campaign') return profile.campaigns.map((each) => campaignOf(profile, each))
    const [name = '', chosen] = entry.split('@')
    const definition = definitions[name]
    return definition ? [definedBy(profile, name, definition, chosen ?? definition.rulesets[0]!)] : []
  })
}

function definedBy(profile: Profile, name: string, definition: Definition, ruleset: string): WitnessedProgram {
  const asset = definition.inToken ? profile.token.address : profile.revenueAsset
  const treasury = name === 'dgrid.governance' ? treasuryOf(profile) : []
  const mining = (profile.mining as Readonly<Record<string, bigint | undefined>>)[name]
  const terms = {
    asset,
    splits: profile.revenueSplitBps,
    account: name === 'dgrid.adaptors.weekly' ? 'adaptor' : 'node',
    ...(mining !== undefined && { mining: `${mining}` }),
    treasury,
  }
  const { periods, reads } = definition
  return { ...named(profile, name), ruleset, asset, terms, periods, reads, treasury }
}

function campaignOf(profile: Profile, campaign: Profile['campaigns'][number]): WitnessedProgram {
  const { name, pot, price, start, end, table } = campaign
  const inToken = campaign.asset === 'token'
  const terms = {
    pot: `${pot}`,
    decimals: inToken ? profile.token.decimals : 18,
    ...(price && { perToken: `${price.perToken}` }),
    table: table.map(({ address, weight }) => ({ address, weight: `${weight}` })),
  }
  const once = { id: 'once', number: '1', start, end, evidence: null }
  return {
    ...named(profile, `campaign.${name}`),
    ruleset: 'campaign/v1',
    asset: inToken ? profile.token.address : 'eth',
    terms,
    periods: { once },
    ...{ reads: [], treasury: [] },
  }
}

function named({ name: network, chainId, contracts, cumulative }: Profile, name: string) {
  const programId = keccak256(stringToBytes(name))
  const isCumulative = cumulative.includes(name)
  const paidBy = isCumulative ? 'cumulative-distributor' : 'merkle-distributor'
  const distributor = Object.values(contracts).find(({ kind }) => kind === paidBy)?.address
  return { network, chainId, name, programId, distributor, isCumulative }
}

/** Everything that belongs to the class `treasury`: accounts that the profile says, and the revenue vault. domain.md §5 */
function treasuryOf({ accounts, contracts }: Profile): string[] {
  const said = accounts.filter((each) => each.class === 'treasury')
  const held = Object.values(contracts).filter(({ kind }) => kind === 'revenue-vault')
  return [...said, ...held].map(({ address }) => address)
}
