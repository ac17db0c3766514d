import { readNetworkStatus } from '../../ledger/status'
import { readWaitingForPerson } from '../../rewards/read'
import type { Context } from '../context'
import { FIGURES_COST_ROWS } from '../limits'
import { type ListArgs, type ListSpec, readList } from '../list'
import { filterSpecs } from '../typeDefs/filterSpecs'

const findings: ListSpec = {
  name: 'findings',
  select: 'id, network, block, block_time as timestamp, tx_hash as "txHash", code, title, evidence',
  // Findings of the indexer's folds with the evidence that reconciliation added, and the identities that it saw fail.
  from: `(
    select f.id, f.network, f.block, block_time, tx_hash, code, title,
      f.evidence || coalesce(later.evidence, '{}') as evidence
    from finding f left join finding_evidence later on later.finding = f.id
    union all
    select network || '-' || lpad(block::text, 10, '0') || '-' || name, network, block, block_time, null, 'F-IDENTITY',
      'an identity of the ledger does not hold at a final block',
      jsonb_build_object('identity', name, 'left', "left"::text, 'right', "right"::text, 'explained', explained::text,
        'blockHash', block_hash)
    from identity_check where not holds) found`,
  filters: filterSpecs.FindingWhere,
  key: { block: 'int', id: 'text' },
}

const quarantined: ListSpec = {
  name: 'quarantined',
  select: 'id, network, block, tx_hash as "txHash", log_index as "logIndex", contract, topic0, reason, raw',
  from: 'quarantine',
  filters: filterSpecs.QuarantineWhere,
  key: { block: 'int', id: 'text' },
}

const audits: ListSpec = {
  name: 'audits',
  select:
    'id::text, network, block, block_hash as "blockHash", extract(epoch from at)::int as timestamp, ok, failing, checks, unasked',
  from: 'audit_report',
  filters: {},
  key: { id: 'bigint' },
}

/** Conditions every list of a network starts with; the network must be one we know. */
export function ofNetwork(context: Context, network: string) {
  return { sql: ['network = $1'], values: [context.profiles.get(network).name] }
}

export type NetworkListArgs = ListArgs & { readonly network: string }

/** More than a person reads at once; the count says how many there are. */
const WAITING_SHOWN = 10

export const networkResolvers = {
  Query: {
    status: (_: unknown, __: unknown, context: Context) => {
      const profiles = context.profiles.all()
      context.budget.rows(profiles.length * FIGURES_COST_ROWS)
      return Promise.all(profiles.map((profile) => readNetworkStatus(context, context.snapshot, profile)))
    },
    findings: (_: unknown, args: NetworkListArgs, context: Context) =>
      readList(context, findings, ofNetwork(context, args.network), args),
    audits: (_: unknown, args: NetworkListArgs, context: Context) =>
      readList(context, audits, ofNetwork(context, args.network), args),
    quarantined: (_: unknown, args: NetworkListArgs, context: Context) =>
      readList(context, quarantined, ofNetwork(context, args.network), args),
  },
  NetworkStatus: {
    waiting: async ({ name }: { name: string }, _: unknown, context: Context) => {
      const waiting = await readWaitingForPerson(context.snapshot, [name])
      const oldest = waiting.slice(0, WAITING_SHOWN)
      return { count: waiting.length, oldest: oldest.map(({ state, ...each }) => ({ ...each, status: state })) }
    },
  },
  Subscription: {
    head: {
      subscribe: (_: unknown, { network }: { network: string }, context: Context) =>
        context.live.head(context.profiles.get(network), context),
      resolve: (block: unknown) => block,
    },
  },
}
