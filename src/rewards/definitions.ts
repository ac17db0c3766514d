import type { Profile } from '../config/profile'
import { poolRules } from '../economics/pool/rules'
import type { Class } from '../economics/supply'
import type { Address } from '../economics/units'
import { accrualSource } from './sources/accruals'
import { epochSource } from './sources/epochs'
import { governanceSource } from './sources/governance'
import { nodeWorkSource } from './sources/nodeWork'
import type { Source } from './sources/source'
import { stakersSource } from './sources/stakers'

/** A program apart from the network that names it. */
export interface Definition {
  /** receivers whose part it pays; null: it predicts what a contract pays by itself */
  readonly share: 'stakers' | 'nodes' | 'adaptors' | 'governance' | 'emission' | null
  /** the first is the default; a profile names another as `program@ruleset` */
  readonly rulesets: readonly string[]
  readonly asset: (profile: Profile) => Address | 'eth'
  readonly source: ((profile: Profile) => Source) | null
  /** classes of the accounts that its pot lies in */
  readonly heldIn: readonly Class[]
}

const revenueAsset: Definition['asset'] = (profile) => profile.revenueAsset
const ownToken: Definition['asset'] = (profile) => profile.token.address

/** Every program that pays by itself, or predicts; campaigns are the profile's own. */
export const definitions: Readonly<Record<string, Definition>> = {
  'destra.stakers.monthly': {
    share: 'stakers',
    rulesets: ['eth-month/v1', 'eth-month-timed/v1'],
    asset: revenueAsset,
    source: () => stakersSource,
    heldIn: [],
  },
  'destra.pool': {
    share: null,
    rulesets: [poolRules[3], poolRules[2], poolRules[1]].map(({ ruleset }) => ruleset),
    asset: revenueAsset,
    source: null,
    heldIn: [],
  },
  'destra.nodes.monthly': {
    share: 'nodes',
    rulesets: ['destra-node-work/v1'],
    asset: revenueAsset,
    source: () => nodeWorkSource,
    heldIn: [],
  },
  'dgrid.nodes.weekly': {
    share: 'nodes',
    rulesets: ['dgrid-week/v1'],
    asset: ownToken,
    source: ({ mining }) => accrualSource({ account: 'node', amount: 'node_share' }, mining['dgrid.nodes.weekly']),
    heldIn: ['rewards'],
  },
  'dgrid.adaptors.weekly': {
    share: 'adaptors',
    rulesets: ['dgrid-week/v1'],
    asset: ownToken,
    source: ({ mining }) =>
      accrualSource({ account: 'adaptor', amount: 'adaptor_share' }, mining['dgrid.adaptors.weekly']),
    heldIn: ['rewards'],
  },
  'dgrid.governance': {
    share: 'governance',
    rulesets: ['votes/v1'],
    asset: ownToken,
    source: () => governanceSource,
    heldIn: ['governance', 'treasury'],
  },
  'deepnode.emission': {
    share: 'emission',
    rulesets: ['domain-emission/v1'],
    asset: ownToken,
    source: () => epochSource,
    heldIn: ['rewards'],
  },
}
