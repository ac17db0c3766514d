import { whereInput } from '../filters'
import { connection } from './connection'
import { filterSpecs } from './filterSpecs'

/** Stakes, who holds them, and what they earned. */
export const stakingTypeDefs = /* GraphQL */ `
  "One stake. Its weight is amount × multiplier."
  type Position {
    id: ID!
    network: String!
    pool: Address!
    owner: Address!
    "order of this owner's stakes in the pool, from 0"
    index: Int!
    amount: BigInt!
    weight: BigInt!
    "lock in days: the name of its tier"
    tier: Int!
    multiplier: Int!
    lockSeconds: Int!
    "eligibility threshold as it was when the stake was made"
    thresholdSeconds: Int!
    start: DateTime!
    unlock: DateTime!
    status: String!
    openedBlock: Int!
    openedBy: String!
    closedBlock: Int
    closedAt: DateTime
    closedBy: String
    penalty: BigInt
    "UTC months whose end this position is eligible at, were it never closed early"
    eligiblePeriods: [EligiblePeriod!]!
    "leaving before this forfeits the last period it is eligible in; null when it is eligible in none"
    holdUntil: DateTime
  }

  type EligiblePeriod {
    period: String!
    start: DateTime!
    end: DateTime!
    "false: the position was closed before the period ended and earns nothing for it"
    held: Boolean!
  }

  type Staker {
    network: String!
    address: Address!
    block: BlockRef!
    "open positions' amounts"
    staked: BigInt!
    "open positions' weights"
    weight: BigInt!
    positions: [Position!]!
    "every share of a closed period, newest first"
    rewards: [Reward!]!
    "published and not yet claimed"
    claimable: [Reward!]!
    "per asset"
    claimableTotals: [AssetAmount!]!
    "what the pool's own contract owes; null without such a pool, and when its deployment is not in the log"
    pool: PoolStaker
    stale: Boolean!
  }

  "What the pool's contract pays this account, by a fold of everything the chain did with it. ETH in wei."
  type PoolStaker {
    ruleset: String!
    block: BlockRef!
    "what claiming every period now would pay"
    claimableNow: BigInt!
    claims: [PoolClaim!]!
    "claim at or after this and then leave: unstaking earlier forfeits; null when nothing more can be earned"
    holdUntil: DateTime
    "stakes still held"
    stakes: [PoolStake!]!
    warnings: [PoolWarning!]!
    "events of this pool that its ruleset did not predict to the wei; 0 says the figures are the contract's own"
    differences: Int!
  }

  type PoolClaim {
    period: String!
    amount: BigInt!
  }

  type PoolStake {
    "order of this owner's stakes in the pool, from 0"
    index: Int!
    holdUntil: DateTime
    forfeitsNow: PoolForfeit!
  }

  "What unstaking now, without claiming first, would lose."
  type PoolForfeit {
    "tokens burned for leaving before the end of the lock"
    penalty: BigInt!
    "claimable now and never again"
    claimable: BigInt!
    "periods still open that this stake would count in"
    periods: [String!]!
  }

  type PoolWarning {
    "of the pool: index-behind, over-claimed, insolvent; of a stake: hold, unbooked"
    kind: String!
    severity: String!
    "index of the stake, where it is about one"
    stake: Int
  }

  "Where the ETH of one period of the staking pool is: deposited = claimed + claimable + stranded + pending. Wei."
  type PoolPeriod {
    period: String!
    end: DateTime!
    ended: Boolean!
    deposited: BigInt!
    claimed: BigInt!
    "what the remaining claimants get one after another, in the order of their addresses"
    claimable: BigInt!
    "nobody can claim it any more"
    stranded: BigInt!
    strandedBy: PoolStranded!
    "nobody can claim it yet: the period has not ended, or its owner has not set the weight"
    pending: BigInt!
    "who is eligible and would be refused, because others took more than their part"
    refused: [Address!]!
    block: BlockRef!
  }

  "The causes sum to \`stranded\`."
  type PoolStranded {
    "left by floors"
    dust: BigInt!
    "stakes that left after the end without claiming"
    forfeited: BigInt!
    "funded, but nobody had weight"
    noWeight: BigInt!
    "unbooked stakes took from the others, whose claims now ask for more than there is"
    overClaimable: BigInt!
    "a denominator that is larger than who stands for it (first and second generation)"
    denominator: BigInt!
    "deposited ahead of time and forgotten by the transition (second generation)"
    overwritten: BigInt!
  }

  type AssetAmount {
    asset: String!
    amount: BigInt!
  }

  "What a closed period gave one account."
  type Reward {
    distributionId: ID!
    network: String!
    program: String!
    period: String!
    asset: String!
    amount: BigInt!
    status: String!
    claimed: Boolean!
    claimedBy: String
    "null until the period is published"
    proof: Proof
  }

  "One lock tier in one period. A projection is never mixed in: realised figures only."
  type TierYield {
    network: String!
    program: String!
    period: String!
    "lock in days"
    tier: Int!
    multiplier: Int!
    "wei of ETH for one whole token staked in this tier over the period"
    ethPerToken: BigInt!
    "wei of ETH per whole token and year, linear: ethPerToken × 31,536,000 / (end - start)"
    apr: BigInt!
    "true: the period is still open, so this is what it would pay if it ended now"
    provisional: Boolean!
    definition: YieldDefinition!
    block: BlockRef!
    stale: Boolean!
  }

  type YieldDefinition {
    ruleset: String!
    formula: String!
    "pot × multiplier × 10^18"
    numerator: BigInt!
    "Σ weight at the period's end"
    denominator: BigInt!
    pot: BigInt!
    start: DateTime!
    end: DateTime!
    yearSeconds: Int!
    rounding: String!
    "null: no price enters, the yield is in ETH per token"
    priceSource: String
  }

  "Open stakes at the end of an interval, per lock tier."
  type StakingPoint {
    timestamp: DateTime!
    end: DateTime!
    "lock in days"
    tier: Int!
    amount: BigInt!
    positions: Int!
  }

  ${whereInput('PositionWhere', filterSpecs.PositionWhere)}
  ${connection('Position')}

  type Query {
    positions(network: String!, where: PositionWhere, first: Int, after: String): PositionConnection!
    staker(network: String!, address: Address!): Staker
    "Every period of the staking pool that anything happened in, oldest first."
    poolPeriods(network: String!): [PoolPeriod!]!
    "Newest closed period when none is named; an open period is marked provisional."
    yield(network: String!, program: String!, period: String): [TierYield!]!
    stakingSeries(network: String!, from: DateTime!, to: DateTime!, every: Interval!): [StakingPoint!]!
  }
`
