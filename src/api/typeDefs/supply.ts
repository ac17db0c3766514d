import { filterSpecs } from './filterSpecs'
import { listQuery } from './queries'

/** How much of a token exists, where it is, and how it was burned. */
export const supplyTypeDefs = /* GraphQL */ `
  "Base units of the network's token at one block."
  type Supply {
    network: String!
    token: Token!
    "the last recorded block at or before the one asked for: nothing of ours happened in between"
    block: BlockRef!
    "totalSupply(): issued less what the zero address swallowed without holding it"
    total: BigInt!
    max: BigInt
    issued: BigInt!
    circulating: BigInt!
    burned: BigInt!
    "the part of burned that the token's totalSupply() still counts"
    burnedInTotal: BigInt!
    staked: BigInt!
    "staked / (total - burned still in total), in basis points, rounded down"
    stakedRatioBps: Int!
    nodeStake: BigInt!
    escrow: BigInt!
    treasury: BigInt!
    governance: BigInt!
    rewards: BigInt!
    "balance of every class of the ledger, zero or not"
    classes: [ClassBalance!]!
    "not yet vested by the profile's published schedules"
    locked: BigInt!
    "false: the profile publishes no vesting schedule, so locked is 0 for want of knowledge"
    vestingPublished: Boolean!
    excluded: [ExcludedBalance!]!
    burnedBy: [CauseAmount!]!
    "an allocation's name, emission, initial in the first block that issued anything, and mint after it"
    issuedBy: [CauseAmount!]!
    "ledger less chain, per class and account, as the last reconciliation at or before the block found it"
    drift: [Drift!]!
    "each identity of the ledger, as the last reconciliation at or before the block found it"
    identities: [Identity!]!
    definitions: [Definition!]!
    indexedBlock: BlockRef!
    finalizedBlock: Int
    stale: Boolean!
    "false: these figures are known to be wrong, or were never compared with the chain; doubts say by what, a sentence each"
    trusted: Boolean!
    "no figure of the network was compared with its contracts yet, and none is known to be wrong"
    pending: Boolean!
    doubts: [String!]!
  }

  type ClassBalance {
    class: String!
    amount: BigInt!
  }
  type CauseAmount {
    cause: String!
    amount: BigInt!
  }
  type ExcludedBalance {
    label: String!
    address: Address!
    amount: BigInt!
  }
  type Drift {
    class: String!
    account: Address!
    cause: String!
    amount: BigInt!
  }

  "What must be equal at a final block, told twice: left by the ledger, right by the chain or by a projection."
  type Identity {
    name: String!
    formula: String!
    "left - right = explained"
    holds: Boolean!
    left: BigInt!
    right: BigInt!
    "the part of the difference that drift with a known cause explains"
    explained: BigInt!
    "the block since which it stands so"
    block: Int!
    blockHash: String!
  }

  "Supply at the end of an interval; what the analytics store has projected, final blocks only."
  type SupplyPoint {
    "start of the interval"
    timestamp: DateTime!
    end: DateTime!
    "block of the newest balance used; null when nothing had happened yet"
    block: Int
    total: BigInt!
    circulating: BigInt!
    burned: BigInt!
    staked: BigInt!
    nodeStake: BigInt!
    escrow: BigInt!
    treasury: BigInt!
    governance: BigInt!
  }

  type Burn {
    id: ID!
    network: String!
    block: Int!
    timestamp: DateTime!
    txHash: String!
    from: Address!
    sink: Address!
    cause: String!
    amount: BigInt!
  }

  "Tokens burned within an interval for one cause."
  type BurnPoint {
    timestamp: DateTime!
    end: DateTime!
    cause: String!
    amount: BigInt!
    count: Int!
  }

  type Holder {
    account: Address!
    class: String!
    amount: BigInt!
    "last block that changed it"
    block: Int!
    "of totalSupply(), rounded down"
    shareBps: Int!
  }

  ${listQuery('burns', { node: 'Burn', filters: filterSpecs.BurnWhere })}
  ${listQuery('holders', { node: 'Holder', filters: filterSpecs.HolderWhere, about: 'largest first' })}

  type Query {
    "As of a block, of a time, or now. Give block or at, not both."
    supply(network: String!, block: BigInt, at: DateTime): Supply!
    supplySeries(network: String!, from: DateTime!, to: DateTime!, every: Interval!): [SupplyPoint!]!
    burnSeries(network: String!, from: DateTime!, to: DateTime!, every: Interval!): [BurnPoint!]!
  }

  type Subscription {
    "supply at the indexer's head, whenever it moves"
    supply(network: String!): Supply!
  }
`
