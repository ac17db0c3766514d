/** Scalars and the shapes every area uses. */
export const scalarTypeDefs = /* GraphQL */ `
  "An integer of any size as a decimal string. Amounts are in base units of their asset."
  scalar BigInt
  "ISO 8601 in UTC, e.g. 2026-09-01T00:00:00Z."
  scalar DateTime
  "0x and 40 lowercase hex digits; upper case is accepted and lowered."
  scalar Address
  scalar JSON

  "UTC: a WEEK starts on Monday 00:00, a MONTH is a calendar month."
  enum Interval {
    HOUR
    DAY
    WEEK
    MONTH
  }

  type PageInfo {
    hasNextPage: Boolean!
    hasPreviousPage: Boolean!
    startCursor: String
    endCursor: String
  }

  type BlockRef {
    number: Int!
    hash: String!
    timestamp: DateTime!
    "no rule of the chain lets this block be replaced any more"
    final: Boolean!
  }

  "What a figure means, so that another person can compute it again."
  type Definition {
    name: String!
    formula: String!
    unit: String!
    source: String!
  }
`
