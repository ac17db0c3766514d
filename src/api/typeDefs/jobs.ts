import { whereInput } from '../filters'
import { filterSpecs } from './filterSpecs'
import { connection } from './queries'

/** Jobs on the log. */
export const jobTypeDefs = /* GraphQL */ `
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
    """
    why it waits: escrow | escrow-short | not-before | back-off | no-gpu | no-node | quarantine | busy | turn; null where it
    does not. What it shares with all that ask for the same is looked at once a second
    """
    waitsFor: String
    "the same in words"
    waitsForText: String
    "among the jobs of its user, the greatest first"
    priority: Int!
    "no node begins it earlier"
    notBefore: DateTime
    "given back if no node has begun it by then"
    deadline: DateTime
    result: String
    error: String
    requestedAt: DateTime!
    completedAt: DateTime
    updatedAt: DateTime!
  }

  ${whereInput('JobWhere', filterSpecs.JobWhere)}
  ${connection('Job')}

  type Query {
    jobs(network: String, where: JobWhere, first: Int, after: String): JobConnection!
  }

  type Subscription {
    "a job of the pool (or of any), whenever its state changes"
    jobs(pool: String): Job!
  }
`
