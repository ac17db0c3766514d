import type { Lie } from '../lie'
import { edit } from './edits'

const settled = `select id from job where network = '{network}' and state = 'settled' order by requested_at desc limit 1`
/** The last lease of a settled job whose GPU is free now: one GPU has one lease that lives. */
const freed = `select l.token from lease l join job j on j.id = l.job_id where j.network = '{network}' and j.state = 'settled' and not exists (select from lease o where (o.network, o.node, o.gpu) = (l.network, l.node, l.gpu) and o.released_at is null) order by j.requested_at desc, l.token desc limit 1`
const job = (set: string) => `update job set ${set} where id = (${settled}) returning *`

/** The dispatcher's desk: jobs, leases, settlements, the inbox and the log of messages. */
export const jobs: readonly Lie[] = [
  {
    name: 'job-of-more-units',
    on: 'dgrid',
    sql: job('compute_units = compute_units + 1'),
    by: 'jobs',
    says: '{id}: .*{compute_units} micro-CU at .* its bill',
  },
  {
    name: 'job-of-another-node',
    on: 'dgrid',
    sql: job(`node = '0x00000000000000000000000000000000000000f0'`),
    by: 'jobs',
    says: '{id}: .* by 0x0+f0 for ',
  },
  {
    name: 'job-at-another-cost',
    on: 'dgrid',
    sql: job('cost = cost + 1'),
    by: 'jobs',
    says: '{id}: cost {cost}, by its units',
  },
  {
    name: 'job-of-another-requester',
    on: 'dgrid',
    sql: job(`requester = '0x00000000000000000000000000000000000000f0'`),
    by: 'jobs',
    says: '{id}: is of 0x0+f0 by',
  },
  {
    name: 'job-that-took-no-time',
    on: 'dgrid',
    sql: job('latency_ms = latency_ms + 100000000'),
    by: 'jobs',
    says: '{id}: penalty of {penalty_bps} bps after {latency_ms} ms, by the rule',
  },
  {
    name: 'job-of-another-bill',
    on: 'dgrid',
    sql: job(`bill_id = '0x' || repeat('ab', 32)`),
    by: 'jobs',
    says: '{id}: has bill 0x(ab)+, which no bill of the chain is',
  },
  {
    name: 'job-of-no-escrow',
    on: 'dgrid',
    sql: job('escrow = 1'),
    by: 'jobs',
    says: '{id}: escrow 1, its maximum may cost',
  },
  {
    name: 'job-that-was-dead-lettered',
    on: 'dgrid',
    sql: job(`state = 'dead-lettered'`),
    by: 'jobs',
    says: '{id}: .*dead-lettered, by its history settled',
  },
  {
    name: 'job-count-of-one-more',
    on: 'dgrid',
    sql: `update job_count set jobs = jobs + 1 where ctid = (select ctid from job_count where state = 'settled' limit 1) returning *`,
    by: 'jobs',
    says: 'jobs settled: counted \\d+, there are \\d+',
  },
  {
    name: 'history-of-another-end',
    on: 'dgrid',
    sql: `update job_event set state = 'failed' where id = (select max(id) from job_event where job_id = (${settled})) returning *`,
    by: 'jobs',
    says: '{job_id}: settled, by its history failed',
  },
  {
    name: 'settlement-removed',
    on: 'dgrid',
    sql: `delete from settlement where job_id = (${settled}) and action = 'settle' returning *`,
    by: 'jobs',
    says: '{job_id}: settled, its settlements: open',
  },
  {
    name: 'settlement-of-another-transaction',
    on: 'dgrid',
    sql: `update settlement set tx_hash = '0x' || repeat('ab', 32), attempts = 0 where job_id = (${settled}) and action = 'settle' returning *`,
    by: 'jobs',
    says: '{job_id}: its settle is confirmed by 0x(ab)+, in which no bill of it is',
  },
  {
    name: 'settlement-on-another-network',
    on: 'dgrid',
    sql: `update settlement set network = 'devnet-destra' where job_id = (${settled}) and action = 'settle' returning *`,
    by: 'jobs',
    says: '{job_id}: its settle is on devnet-destra',
  },
  {
    name: 'lease-of-another-node',
    on: 'dgrid',
    sql: `update lease set node = '0x00000000000000000000000000000000000000f0' where job_id = (${settled}) returning *`,
    by: 'leases',
    says: 'lease {token}: attempt {attempt} of {job_id} by 0x0+f0, by the history',
  },
  {
    name: 'lease-removed',
    on: 'dgrid',
    sql: `delete from lease where job_id = (${settled}) returning *`,
    by: 'leases',
    says: '{job_id}: \\d+ attempts, \\d+ leases',
  },
  {
    name: 'lease-that-lives-on',
    on: 'dgrid',
    sql: `update lease set released_at = null, outcome = null where token = (${freed}) returning *`,
    by: 'leases',
    says: 'lease {token}: .*lives, its job is settled',
  },
  {
    name: 'lease-of-another-outcome',
    on: 'dgrid',
    sql: `update lease set outcome = 'expired' where job_id = (${settled}) returning *`,
    by: 'leases',
    says: 'lease {token}: .*expired',
  },
  {
    name: 'inbox-without-a-request',
    on: 'dgrid',
    sql: `delete from inbox where topic = 'jobs.requested.v1' and ctid = (select ctid from inbox where topic = 'jobs.requested.v1' and id not like 'cancel:%' order by received_at desc limit 1) returning *`,
    by: 'inbox',
    says: '(\\w+: the message that requested it is not in the inbox|{topic}/{partition}/{offset}: message {id} was handled)',
  },
  {
    name: 'inbox-without-a-settlement',
    on: 'dgrid',
    sql: `delete from inbox where id = (${settled}) || ':settle' and topic = 'jobs.settlement.v1' returning *`,
    by: 'inbox',
    says: '.*: its settle was requested by a message that is not in the inbox',
  },
  {
    name: 'inbox-without-a-result',
    on: 'dgrid',
    sql: `delete from inbox where ctid = (select ctid from inbox where topic = 'jobs.completed.v1' order by received_at limit 1) returning *`,
    by: 'inbox',
    says: '(lease \\d+: of job .* is not in the inbox|{topic}/{partition}/{offset}: message {id} was handled)',
  },
  {
    name: 'inbox-of-a-forged-message',
    on: 'dgrid',
    sql: `insert into inbox (source, id, topic, partition, "offset", received_at) select source, '0x' || repeat('ab', 32) || ':settle', topic, partition, "offset" + 900000, received_at from inbox where topic = 'jobs.settlement.v1' limit 1 returning *`,
    by: 'inbox',
    says: '{id}: no job has such a settlement',
  },
  {
    name: 'inbox-of-another-place',
    on: 'dgrid',
    sql: `update inbox i set "offset" = o."offset", partition = o.partition from (select * from inbox where topic = 'jobs.completed.v1' order by received_at limit 1) o
      where i.topic = o.topic and i.id = (select id from inbox where topic = 'jobs.completed.v1' order by received_at desc limit 1) returning i.*`,
    by: 'inbox',
    says: '{topic}/{partition}/{offset}: is named by 2 messages',
  },
  {
    name: 'bill-of-another-job',
    on: 'dgrid',
    sql: edit(
      'bill',
      `job_id = '0x' || repeat('ab', 32)`,
      `id in (select '{network}-' || bill_id from job where state = 'settled')`,
    ),
    by: 'jobs',
    says: 'its bill {bill_id} of|in which no bill of it is',
  },
]
