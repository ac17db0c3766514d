import type { LogLag } from '../../dispatch/log/postgresLag'
import type { DispatchStatus } from '../../dispatch/status'
import type { NetworkStatus } from '../../ledger/status'
import type { Unclaimed, WaitingForPerson } from '../../rewards/read'
import type { Services } from '../context'
import type { Exposition } from './exposition'

const ofNetwork = [
  ['head', 'assay_chain_head', 'Newest block of the node.'],
  ['indexed', 'assay_indexed_block', 'Highest block the indexer has handled.'],
  ['finalized', 'assay_finalized_block', 'Highest block whose rows cannot change.'],
  ['lagBlocks', 'assay_lag_blocks', 'Blocks the indexer is behind its chain.'],
  ['quarantined', 'assay_quarantined_logs', 'Logs that could not be decoded.'],
  ['findings', 'assay_findings', 'Facts that break an invariant.'],
  ['drifts', 'assay_drifts', 'Accounts that ledger and chain tell differently.'],
  ['unexplainedDrifts', 'assay_unexplained_drifts', 'Those of them that no known cause explains.'],
  ['failingIdentities', 'assay_failing_identities', 'Identities of the ledger that do not hold on the chain.'],
] as const

export function writeNetworks(out: Exposition, networks: readonly NetworkStatus[]): void {
  for (const [field, name, help] of ofNetwork)
    out.gauge(
      name,
      help,
      networks.map((network) => [{ network: network.name }, network[field]]),
    )
  out.gauge(
    'assay_complete_blocks',
    'Blocks whose logs were checked, by level.',
    networks.flatMap(({ name, completeness }) =>
      [...blocksByLevel(completeness)].map(([level, blocks]) => [{ network: name, level }, blocks] as const),
    ),
  )
  const audited = networks.flatMap(({ name, audit }) => (audit ? [{ name, audit }] : []))
  out.gauge(
    'assay_audit_failing_checks',
    'Checks that the newest audit saw fail.',
    audited.map(({ name, audit }) => [{ network: name }, audit.failing.length]),
  )
  out.gauge(
    'assay_audit_timestamp_seconds',
    'When the newest audit ended.',
    audited.map(({ name, audit }) => [{ network: name }, audit.at]),
  )
  const digests = networks.flatMap(({ name, digest }) => (digest ? [{ network: name, ...digest }] : []))
  out.gauge(
    'assay_log_digest_block',
    'Last block of the newest digest over the event log.',
    digests.map(({ network, toBlock }) => [{ network }, toBlock] as const),
  )
  out.gauge(
    'assay_log_digest',
    'The first 48 bits of that digest, which two operators compare.',
    digests.map(({ network, digest }) => [{ network }, Number.parseInt(digest.slice(0, 12), 16)] as const),
  )
  out.gauge(
    'assay_alarm',
    'What somebody should look at.',
    networks.flatMap(({ name, alarms }) => alarms.map(({ code }) => [{ network: name, code }, 1] as const)),
  )
}

function blocksByLevel(ranges: NetworkStatus['completeness']): Map<string, number> {
  const blocks = new Map<string, number>()
  for (const { level, fromBlock, toBlock } of ranges)
    blocks.set(level, (blocks.get(level) ?? 0) + toBlock - fromBlock + 1)
  return blocks
}

const ofDispatch = [
  ['oldestWaitingSeconds', 'assay_oldest_waiting_job_seconds', 'Age of the oldest job that waits.'],
  ['leases', 'assay_leases', 'Leases that live.'],
  ['expiredLeases', 'assay_expired_leases', 'Leases that ran out and are not taken back yet.'],
  ['freeGpus', 'assay_free_gpus', 'GPUs with a fresh heartbeat and no lease.'],
  ['quarantinedGpus', 'assay_quarantined_gpus', 'GPUs that get no work for a while, since jobs failed on them.'],
  ['settlements', 'assay_settler_backlog', 'Bills to open, settle or refund on chain; counted to 10,000.'],
  ['oldestSettlementSeconds', 'assay_oldest_settlement_seconds', 'Age of the oldest of them.'],
] as const

export function writeDispatch(out: Exposition, { networks, deadLetters }: DispatchStatus): void {
  out.gauge(
    'assay_waiting_jobs',
    'Jobs that wait for escrow or a GPU, by state; counted to 10,000.',
    networks.flatMap(({ network, waiting }) =>
      Object.entries(waiting).map(([state, jobs]) => [{ network, state }, jobs] as const),
    ),
  )
  for (const [field, name, help] of ofDispatch)
    out.gauge(
      name,
      help,
      networks.map((each) => [{ network: each.network }, each[field]]),
    )
  out.gauge('assay_dead_letters', 'Records that no handler could take; counted to 10,000.', [[{}, deadLetters]])
}

export function writeLogLag(out: Exposition, lags: readonly LogLag[]): void {
  out.gauge(
    'assay_job_log_lag',
    'Records of the job log that a consumer group has not handled.',
    lags.map(({ group, topic, records }) => [{ group, topic }, Number(records)]),
  )
}

export function writeConnections(out: Exposition, { live, pool }: Pick<Services, 'live' | 'pool'>): void {
  out.gauge('assay_subscriptions', 'Open subscriptions.', [[{}, live.subscriptions.open]])
  out.gauge('assay_postgres_connections', 'Connections of the read pool, by use.', [
    [{ state: 'busy' }, pool.totalCount - pool.idleCount],
    [{ state: 'idle' }, pool.idleCount],
    [{ state: 'waited-for' }, pool.waitingCount],
  ])
}

/** Networks without any are told too, so that an alert on the figure ends. */
export function writeWaiting(
  out: Exposition,
  waiting: readonly WaitingForPerson[],
  networks: readonly { readonly name: string }[],
): void {
  out.gauge(
    'assay_waiting_distributions',
    'Distributions that wait for a person to approve or publish them.',
    networks.map(({ name }) => [{ network: name }, waiting.filter(({ network }) => network === name).length]),
  )
}

/** Written with every digit, and those without any too; an alert divides by the decimals of the program's asset. */
export function writeUnclaimed(out: Exposition, unclaimed: readonly Unclaimed[]): void {
  out.gauge(
    'assay_unclaimed_base_units',
    'Base units that distributors hold of a program and nobody claimed or took back.',
    unclaimed.map(({ network, program, amount }) => [{ network, program }, amount]),
  )
}
