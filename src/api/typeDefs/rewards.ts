import { filterSpecs } from './filterSpecs'
import { connection, listQuery } from './queries'

/** Distributions: what each closed period pays, to whom, and why. */
export const rewardsTypeDefs = /* GraphQL */ `
  type Distribution {
    id: ID!
    network: String!
    program: String!
    "keccak256 of the program's name, as the distributor knows it"
    programId: String!
    period: String!
    "the period as the distributor's uint256"
    periodNumber: BigInt!
    ruleset: String!
    "per-period, or cumulative: one claim takes what every period gave"
    style: String!
    "token address, or eth"
    asset: String!
    start: DateTime!
    end: DateTime!
    pot: BigInt!
    "what integer division left over; joins the program's next pot"
    carry: BigInt!
    distributed: BigInt!
    "with several pots the sum of theirs"
    totalWeight: BigInt!
    "what the period divided, each by its own weights; most programs have one"
    pots: [Pot!]!
    "leaves of the tree: shares above 0"
    shareCount: Int!
    "accounts with a weight"
    participants: Int!
    "the sanity gate that holds it back until a person approves it"
    held: String
    approvedBy: String
    "the sanity gates that failed when it was approved all the same"
    approvedDespite: [String!]
    "why it was approved over a failed gate"
    approvedReason: String
    "null when nobody was eligible"
    root: String
    reportHash: String!
    "planned | computed | verified | empty (pays nobody: the whole pot is carried) | approved | published | settled"
    status: String!
    "the last block before the period's end"
    block: BlockRef!
    publishedBy: String
    publishedAt: DateTime
    claimed: BigInt!
    claimCount: Int!
    "not on the chain yet; pending + claimed + claimable + expired + reclaimed = distributed"
    pending: BigInt!
    claimable: BigInt!
    "unclaimed when its claims ended, and not taken back"
    expired: BigInt!
    "unclaimed when its claims ended, and paid to reclaimTo"
    reclaimed: BigInt!
    "from when on nothing can be claimed; null: it can be for ever, or is not published"
    expiresAt: DateTime
    reclaimTo: String
    reclaimedBy: String
    "the correction that supersedes its report, and every one before it; null: its report stands"
    correction: Correction
    "ids of the distributions whose corrections it settles"
    settles: [ID!]!
    "paths of the distribution's files below this server"
    files: [String!]!
    "what \`ipfs add -r --cid-version=1 --raw-leaves\` calls its folder as it lies on this server; null where it has none"
    cid: String
    shares(first: Int, after: String): ShareConnection!
    proof(address: Address!): Proof
    explanation(address: Address!): Explanation
  }

  "What is right of a report that was published: it changes none of its bytes, and later reports settle the difference."
  type Correction {
    "1, 2, …"
    number: Int!
    "of the corrected report"
    sha256: String!
    "who answers for it"
    by: String!
    reason: String!
    at: DateTime!
  }

  type Pot {
    "main, or what it is for"
    name: String!
    received: BigInt!
    carryIn: BigInt!
    "what of both was divided by weight"
    divided: BigInt!
    totalWeight: BigInt!
    distributed: BigInt!
    "joins the next pot of this name"
    carry: BigInt!
  }

  type Share {
    account: Address!
    amount: BigInt!
    weight: BigInt!
    "what the account was ever given up to this period; null where the period is claimed by itself"
    cumulative: BigInt
    "what the floor cut off, in parts of the total weight; with several pots 0: each pot's is in the explanation"
    remainder: BigInt!
  }

  "Everything a claim transaction needs: claim(programId, period, account, amount, proof) on the distributor."
  type Proof {
    distributor: Address
    root: String!
    programId: String!
    periodNumber: BigInt!
    account: Address!
    "of this period"
    amount: BigInt!
    "what the leaf of a cumulative program says: claim(programId, account, cumulative, proof), by its newest root alone"
    cumulative: BigInt
    proof: [String!]!
    claimed: Boolean!
    "its claims have ended, and the distributor refuses it"
    expired: Boolean!
    "from when on nothing can be claimed; null: it can be for ever"
    expiresAt: DateTime
  }

  type PotShare {
    name: String!
    "what the pot divides"
    pot: BigInt!
    weight: BigInt!
    totalWeight: BigInt!
    share: BigInt!
    "what the floor cut off, in parts of the total weight"
    remainder: BigInt!
  }

  "Why an account gets what it gets."
  type Explanation {
    account: Address!
    pot: BigInt!
    "with several pots the sum over them, as is totalWeight: look at pots"
    weight: BigInt!
    totalWeight: BigInt!
    share: BigInt!
    formula: String!
    "what integer division took from the exact share, as numerator / totalWeight"
    roundingNumerator: BigInt!
    "what each pot gives the account, and by which weight in it"
    pots: [PotShare!]!
    "the rows that made the weight: positions, bills, votes, work"
    inputs: JSON!
  }

  ${listQuery('distributions', { node: 'Distribution', filters: filterSpecs.DistributionWhere })}
  ${connection('Share')}

  type Query {
    distribution(id: ID!): Distribution
  }
`
