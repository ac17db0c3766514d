import { whereInput } from '../filters'
import { connection } from './connection'
import { filterSpecs } from './filterSpecs'

/** Compute: bills, the nodes that earned them, slashes, and jobs on the log. */
export const computeTypeDefs = /* GraphQL */ `
  type Bill {
    id: ID!
    network: String!
    billId: String!
    jobId: String!
    "the user whose tokens are escrowed"
    account: Address!
    adaptor: Address!
    node: Address
    "open | settled | refunded"
    status: String!
    escrow: BigInt!
    "micro-CU"
    computeUnits: BigInt
    basePrice: BigInt
    latencyPenaltyBps: Int
    "fee + governance + treasury + adaptorShare + nodeShare"
    cost: BigInt
    fee: BigInt
    governance: BigInt
    treasury: BigInt
    adaptorShare: BigInt
    nodeShare: BigInt
    "escrow - cost once closed"
    refund: BigInt!
    openedBlock: Int!
    openedAt: DateTime!
    openedBy: String!
    settledBlock: Int
    settledAt: DateTime
    settledBy: String
  }

  "Bills settled within an interval."
  type BillPoint {
    timestamp: DateTime!
    end: DateTime!
    "settled"
    bills: Int!
    opened: Int!
    refunded: Int!
    computeUnits: BigInt!
    cost: BigInt!
    fee: BigInt!
    governance: BigInt!
    treasury: BigInt!
    adaptorShare: BigInt!
    nodeShare: BigInt!
    refund: BigInt!
  }

  type Node {
    id: ID!
    network: String!
    address: Address!
    operator: Address!
    stake: BigInt!
    "null when it was never jailed"
    jailedUntil: DateTime
    "at the indexer's head"
    jailed: Boolean!
    slashed: BigInt!
    earned: BigInt!
    bills: Int!
    "micro-CU"
    computeUnits: BigInt!
    registeredBlock: Int!
    "last block that changed it"
    block: Int!
  }

  type Slash {
    id: ID!
    network: String!
    node: Address!
    jobId: String!
    amount: BigInt!
    stakeBefore: BigInt!
    "amount / stakeBefore in basis points, rounded down"
    bps: Int!
    reason: String!
    "a Transfer of the same amount to a burn sink stands in the same transaction"
    burned: Boolean!
    block: Int!
    timestamp: DateTime!
    txHash: String!
  }

  type Job {
    id: ID!
    network: String!
    pool: String!
    """
    requested | escrowed | leased | running | completed | settled | failed | retried | dead-lettered | cancelled |
    refunded
    """
    state: String!
    user: Address!
    adaptor: Address!
    billId: String
    node: Address
    gpu: String
    "attempts begun"
    attempt: Int!
    percent: Int
    "micro-CU the user pays for at most"
    maxComputeUnits: BigInt!
    "micro-CU"
    computeUnits: BigInt
    latencyPenaltyBps: Int
    "the price of maxComputeUnits at the maximum penalty"
    escrow: BigInt
    "what it costs by the parameters in force, quoted at completion"
    quote: BigInt
    result: String
    error: String
    requestedAt: DateTime!
    completedAt: DateTime
    updatedAt: DateTime!
  }

  ${whereInput('BillWhere', filterSpecs.BillWhere)}
  ${whereInput('NodeWhere', filterSpecs.NodeWhere)}
  ${whereInput('SlashWhere', filterSpecs.SlashWhere)}
  ${whereInput('JobWhere', filterSpecs.JobWhere)}
  ${connection('Bill')}
  ${connection('Node')}
  ${connection('Slash')}
  ${connection('Job')}

  type Query {
    bills(network: String!, where: BillWhere, first: Int, after: String): BillConnection!
    billSeries(network: String!, from: DateTime!, to: DateTime!, every: Interval!): [BillPoint!]!
    "largest stake first"
    nodes(network: String!, where: NodeWhere, first: Int, after: String): NodeConnection!
    slashes(network: String!, where: SlashWhere, first: Int, after: String): SlashConnection!
    jobs(network: String, where: JobWhere, first: Int, after: String): JobConnection!
  }

  type Subscription {
    "a job of the pool (or of any), whenever its state changes"
    jobs(pool: String): Job!
  }
`
