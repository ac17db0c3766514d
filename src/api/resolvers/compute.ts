import type { Context } from '../context'
import { readJobs } from '../jobs'
import { type ListArgs, type ListSpec, readList } from '../list'
import { filterSpecs } from '../typeDefs/filterSpecs'
import { type NetworkListArgs, ofNetwork } from './network'

const bills: ListSpec = {
  name: 'bills',
  select: `id, network, bill_id as "billId", job_id as "jobId", account, adaptor, node, status, escrow,
    compute_units as "computeUnits", base_price as "basePrice", latency_penalty_bps as "latencyPenaltyBps", cost, fee,
    governance, treasury, adaptor_share as "adaptorShare", node_share as "nodeShare", refund,
    opened_block as "openedBlock", opened_time as "openedAt", opened_by as "openedBy",
    settled_block as "settledBlock", settled_time as "settledAt", settled_by as "settledBy"`,
  from: 'bill',
  filters: filterSpecs.BillWhere,
  direction: 'desc',
  key: [
    { column: 'opened_block', type: 'int' },
    { column: 'id', type: 'text' },
  ],
}

const nodes: ListSpec = {
  name: 'nodes',
  select: `id, network, address, operator, stake, jailed_until as "jailedUntil", slashed, earned, bills,
    compute_units as "computeUnits", registered_block as "registeredBlock", block`,
  from: 'node',
  filters: filterSpecs.NodeWhere,
  direction: 'desc',
  key: [
    { column: 'stake', type: 'numeric' },
    { column: 'id', type: 'text' },
  ],
}

const slashes: ListSpec = {
  name: 'slashes',
  select: `id, network, node, job_id as "jobId", amount, stake_before as "stakeBefore", reason, burned, block,
    block_time as timestamp, tx_hash as "txHash"`,
  from: 'slash',
  filters: filterSpecs.SlashWhere,
  direction: 'desc',
  key: [
    { column: 'block', type: 'int' },
    { column: 'id', type: 'text' },
  ],
}

interface NodeRow {
  readonly network: string
  readonly jailedUntil: string
}

/** The last second a DateTime can show: a node jailed for ever is jailed until then. */
const LAST_SECOND = 253_402_300_799n

export const computeResolvers = {
  Query: {
    bills: (_: unknown, args: NetworkListArgs, context: Context) =>
      readList(context, bills, ofNetwork(context, args.network), args),
    nodes: (_: unknown, args: NetworkListArgs, context: Context) =>
      readList(context, nodes, ofNetwork(context, args.network), args),
    slashes: (_: unknown, args: NetworkListArgs, context: Context) =>
      readList(context, slashes, ofNetwork(context, args.network), args),
    jobs: (_: unknown, args: ListArgs & { readonly network?: string | null }, context: Context) =>
      readJobs(context, args.network == null ? null : context.profiles.get(args.network).name, args),
  },
  Subscription: {
    jobs: {
      subscribe: (_: unknown, { pool }: { pool?: string | null }, context: Context) =>
        context.live.jobs(pool ?? null, context),
      resolve: (job: unknown) => job,
    },
  },
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
}
