/** Stakes, who holds them, and what they earned. */
export const stakingTypeDefs = /* GraphQL */ `
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
    stale: Boolean!
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
    "its claims ended before it was claimed"
    expired: Boolean!
    "from when on it cannot be claimed; null: it can be for ever, or is not published"
    expiresAt: DateTime
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

  type Query {
    staker(network: String!, address: Address!): Staker
    "Newest closed period when none is named; an open period is marked provisional."
    yield(network: String!, program: String!, period: String): [TierYield!]!
  }
`
