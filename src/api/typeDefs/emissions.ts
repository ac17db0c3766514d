/** Money that comes in, tokens that go out, and whether the one carries the other. */
export const emissionsTypeDefs = /* GraphQL */ `
  "Revenue received within an interval, and its split."
  type RevenuePoint {
    timestamp: DateTime!
    end: DateTime!
    "token address, or eth"
    asset: String!
    amount: BigInt!
    stakers: BigInt!
    nodes: BigInt!
    buyback: BigInt!
    "what routed revenue gave to model owners, fees and the emission reserve; 0 where revenue is not routed"
    modelOwners: BigInt!
    fees: BigInt!
    emissionReserve: BigInt!
    receipts: Int!
  }

  """
  Emission pressure of a domain in an epoch. counted = what miners and stakers receive, valued at the epoch's price;
  break-even = ceil(counted × 10,000 / (10,000 - frictionBps)); pressure = break-even / external revenue.
  """
  type EmissionPressure {
    network: String!
    domainId: BigInt!
    "e105 for an epoch, 2026-09 for a month"
    period: String!
    start: DateTime!
    end: DateTime!
    "tokens minted for the domain"
    emitted: BigInt!
    miners: BigInt!
    stakers: BigInt!
    "base units of the quote asset per whole token, time-weighted over the epoch; null without a price"
    price: BigInt
    "base units of the quote asset"
    counted: BigInt
    breakEven: BigInt
    externalRevenue: BigInt!
    "pressure in basis points, rounded up; null when there was no external revenue or no price"
    pressureBps: BigInt
    frictionBps: Int!
    "external revenue < break-even"
    flagged: Boolean!
    definition: Definition!
    block: BlockRef!
  }

  type Query {
    revenueSeries(network: String!, from: DateTime!, to: DateTime!, every: Interval!): [RevenuePoint!]!
    "per domain and epoch that ended within [from, to); every: MONTH sums the epochs of a UTC month"
    emissionPressure(network: String!, from: DateTime, to: DateTime, domainId: BigInt, every: Interval): [EmissionPressure!]!
  }
`
