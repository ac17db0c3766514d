import type { Context } from '../../api/context'
import type { SchemaPart } from '../schemaPart'

interface NodeRow {
  readonly network: string
  readonly jailedUntil: string
}

/** The last second a DateTime can show: a node jailed for ever is jailed until then. */
const LAST_SECOND = 253_402_300_799n

export const nodeSdl: SchemaPart = {
  types: /* GraphQL */ `
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
  `,
  lists: {
    nodes: {
      node: 'Node',
      about: 'largest stake first',
      select: `id, network, address, operator, stake, jailed_until as "jailedUntil", slashed, earned, bills,
        compute_units as "computeUnits", registered_block as "registeredBlock", block`,
      from: 'node',
      filters: {
        address: { type: 'Address', column: 'address' },
        operator: { type: 'Address', column: 'operator' },
        stake: { type: 'BigInt', column: 'stake' },
        slashed: { type: 'BigInt', column: 'slashed' },
        registeredBlock: { type: 'Int', column: 'registered_block' },
      },
      key: { stake: 'numeric', id: 'text' },
    },
    slashes: {
      node: 'Slash',
      select: `id, network, node, job_id as "jobId", amount, stake_before as "stakeBefore", reason, burned, block,
        block_time as timestamp, tx_hash as "txHash"`,
      from: 'slash',
      filters: {
        node: { type: 'Address', column: 'node' },
        jobId: { type: 'String', column: 'job_id' },
        burned: { type: 'Boolean', column: 'burned' },
        amount: { type: 'BigInt', column: 'amount' },
        block: { type: 'Int', column: 'block' },
        timestamp: { type: 'DateTime', column: 'block_time' },
      },
      key: { block: 'int', id: 'text' },
    },
  },
  fields: {
    Node: {
      jailedUntil: ({ jailedUntil }: NodeRow) => {
        const until = BigInt(jailedUntil)
        return until === 0n ? null : Number(until < LAST_SECOND ? until : LAST_SECOND)
      },
      jailed: async (node: NodeRow, _: unknown, context: Context) => {
        if (node.jailedUntil === '0') return false
        const { head } = await context.loaders.progress.load(node.network)
        return head !== null && BigInt(node.jailedUntil) > BigInt(head.time)
      },
    },
    Slash: {
      bps: ({ amount, stakeBefore }: { amount: string; stakeBefore: string }) =>
        stakeBefore === '0' ? 0 : Number((BigInt(amount) * 10_000n) / BigInt(stakeBefore)),
    },
  },
}
