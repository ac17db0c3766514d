import { whereInput } from '../filters'
import { filterSpecs } from './filterSpecs'
import { connection, listQuery } from './queries'

/** Where the indexers stand, and what they could not make sense of. */
export const networkTypeDefs = /* GraphQL */ `
  type Token {
    address: Address!
    symbol: String!
    decimals: Int!
    "base units; null when the network declares none"
    max: BigInt
  }

  type NetworkContract {
    name: String!
    kind: String!
    address: Address!
  }

  "Blocks that follow on each other, whose logs were all checked to one level."
  type CompleteRange {
    "structure: hashes, order and parents; bloom: nothing the header's filter claims is missing; block: all logs of the block were read and make its filter; proven: its hash is its header's, whose receipts hold them"
    level: String!
    fromBlock: Int!
    "inclusive"
    toBlock: Int!
  }

  "Chained over 1,000 final blocks with events: hashes of blocks and of the raw logs of events, and the digest before it."
  type LogDigest {
    fromBlock: Int!
    "inclusive"
    toBlock: Int!
    events: Int!
    "SHA-256, 64 hex digits: equal wherever the same contracts were read from the same chain"
    digest: String!
  }

  "What somebody should look at while it lasts: a node that is away or went back, the reason of a stop."
  type Alarm {
    code: String!
    message: String!
    since: DateTime!
  }

  type NetworkStatus {
    name: String!
    chainId: Int!
    token: Token!
    contracts: [NetworkContract!]!
    programs: [String!]!
    "the node's newest block; null when the node does not answer"
    head: Int
    "the highest block whose rows cannot change any more"
    finalized: Int
    "the highest block the indexer has handled; null before the first"
    indexed: Int
    lagBlocks: Int
    indexedBlock: BlockRef
    "no block is indexed yet"
    indexing: Boolean!
    "the indexer is further behind the chain than the chain's finality, or the chain cannot be asked"
    stale: Boolean!
    "logs of known contracts that could not be decoded"
    quarantined: Int!
    findings: Int!
    "how sure it is, block range by block range, that nothing is missing"
    completeness: [CompleteRange!]!
    "the newest digest over the event log, which two operators compare; null before the first"
    digest: LogDigest
    alarms: [Alarm!]!
    "false: figures of the newest block are known to be wrong, or were never compared with the chain; doubts say by what, a sentence each"
    trusted: Boolean!
    "no figure was compared with the network's contracts yet, and none is known to be wrong"
    pending: Boolean!
    doubts: [String!]!
    "identities of the ledger that do not hold at the newest final block that was compared with the chain"
    failingIdentities: Int!
    "accounts whose balance the ledger and the chain tell differently, and those of them nobody can explain"
    drifts: Int!
    unexplainedDrifts: Int!
    "distributions that go no further until a person approves or publishes them"
    waiting: WaitingDistributions!
  }

  type WaitingDistributions {
    count: Int!
    "at most ten, the one that waits longest first"
    oldest: [WaitingDistribution!]!
  }

  type WaitingDistribution {
    id: ID!
    program: String!
    period: String!
    end: DateTime!
    "verified: to be approved; approved: to be published"
    status: String!
    "the sanity gate that holds it back"
    held: String
  }

  "A fact that breaks an invariant, with its evidence."
  type Finding {
    id: ID!
    network: String!
    code: String!
    title: String!
    block: Int!
    timestamp: DateTime!
    "null: it is a fact of a block, not of a transaction"
    txHash: String
    evidence: JSON!
  }

  "A log of a known contract that could not be decoded."
  type QuarantinedLog {
    id: ID!
    network: String!
    block: Int!
    txHash: String!
    logIndex: Int!
    contract: Address!
    topic0: String!
    reason: String!
    raw: JSON!
  }

  "One question, answered twice."
  type AuditCheck {
    id: String!
    title: String!
    "what a lie here would do"
    why: String!
    ok: Boolean!
    expected: String!
    actual: String!
    "what was looked at; of a check that fails also each row that is wrong, by its name"
    evidence: JSON!
  }

  "What a whole audit said of a network as of a final block."
  type Audit {
    id: ID!
    network: String!
    block: Int!
    blockHash: String!
    "when it ended"
    timestamp: DateTime!
    ok: Boolean!
    "ids of the checks that fail"
    failing: [String!]!
    checks: [AuditCheck!]!
    "checks that could not be asked here, and why"
    unasked: JSON!
  }

  ${connection('Audit')}
  ${listQuery('findings', { node: 'Finding', filters: filterSpecs.FindingWhere })}
  ${whereInput('QuarantineWhere', filterSpecs.QuarantineWhere)}
  ${connection('QuarantinedLog')}

  type Query {
    status: [NetworkStatus!]!
    "newest first"
    audits(network: String!, first: Int, after: String): AuditConnection!
    quarantined(network: String!, where: QuarantineWhere, first: Int, after: String): QuarantinedLogConnection!
  }

  type Subscription {
    "the indexer's head, whenever it moves"
    head(network: String!): BlockRef!
  }
`
