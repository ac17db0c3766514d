import type { SchemaPart } from '../schemaPart'
import { billSeries } from './series'

export const billSdl: SchemaPart = {
  types: /* GraphQL */ `
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
  `,
  lists: {
    bills: {
      node: 'Bill',
      select: `id, network, bill_id as "billId", job_id as "jobId", account, adaptor, node, status, escrow,
        compute_units as "computeUnits", base_price as "basePrice", latency_penalty_bps as "latencyPenaltyBps", cost,
        fee, governance, treasury, adaptor_share as "adaptorShare", node_share as "nodeShare", refund,
        opened_block as "openedBlock", opened_time as "openedAt", opened_by as "openedBy",
        settled_block as "settledBlock", settled_time as "settledAt", settled_by as "settledBy"`,
      from: 'bill',
      filters: {
        status: { type: 'String', column: 'status' },
        node: { type: 'Address', column: 'node' },
        adaptor: { type: 'Address', column: 'adaptor' },
        account: { type: 'Address', column: 'account' },
        jobId: { type: 'String', column: 'job_id' },
        billId: { type: 'String', column: 'bill_id' },
        cost: { type: 'BigInt', column: 'cost' },
        openedBlock: { type: 'Int', column: 'opened_block' },
        openedAt: { type: 'DateTime', column: 'opened_time' },
        settledAt: { type: 'DateTime', column: 'settled_time' },
      },
      key: { opened_block: 'int', id: 'text' },
    },
  },
  series: { billSeries: { point: 'BillPoint', of: billSeries } },
  fields: { BillPoint: { bills: ({ settled }: { settled: number }) => settled } },
}
