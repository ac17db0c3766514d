import type { SchemaPart } from '../schemaPart'

/** What yields are worth where the network's token has a price. */
export const priceSdl: SchemaPart = {
  types: /* GraphQL */ `
    extend type TierYield {
      "a year's rewards over the worth of the stake, both in the asset of the reward; null without a price"
      aprRatio: Ratio
      price: YieldPrice
    }

    type Ratio {
      numerator: BigInt!
      denominator: BigInt!
      "numerator / denominator, cut at 18 digits: 0.05 is 5 %"
      decimal: String!
      formula: String!
    }

    "Never a bare spot: each state of the pair counts for as long as it held within the window."
    type YieldPrice {
      pair: Address!
      "eth, or the address of a token"
      quote: String!
      "base units of the quote for one whole token, floor"
      perToken: BigInt!
      start: DateTime!
      end: DateTime!
      "states of the pair's reserves that held within the window"
      states: Int!
    }
  `,
}
