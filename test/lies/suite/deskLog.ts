import type { Lie, SqlLie } from '../lie'

const done = `(select id from job where network = '{network}' and state = 'settled' order by requested_at limit 1)`
const job = (set: string) => `update job set ${set} where id = ${done} returning *`
const inbox = (set: string) => `update inbox set ${set} where ctid = (
  select ctid from inbox where topic = 'jobs.completed.v1' order by received_at limit 1) returning *`
const heard = (set: string, which = 'hour desc') => `update node_uptime set ${set} where ctid = (
  select ctid from node_uptime where network = '{network}' order by ${which}, node limit 1) returning *`
const gpu = (set: string) => `update gpu set ${set} where ctid = (
  select ctid from gpu where network = '{network}' order by node, gpu limit 1) returning *`
const waits = (action: string, type = 'assay.settlement.requested.v1') =>
  `insert into outbox (topic, key, headers, value) select 'jobs.settlement.v1', id,
    jsonb_build_object('ce_specversion', '1.0', 'ce_type', '${type}', 'ce_source', 'assay/dispatch', 'ce_id', id || ':${action}'),
    convert_to(jsonb_build_object('jobId', id, 'network', network, 'action', '${action}')::text, 'UTF8') from job where id = ${done} returning *`

const by =
  (check: string) =>
  (name: string, sql: SqlLie['sql'], says: string): Lie => ({ name, on: 'dgrid', sql, by: check, says })
const [logged, sent, there] = [by('job-log'), by('outbox'), by('uptime')]

/** Jobs beside the records of the log, whichever log it is; what waits to be sent; who was there. */
export const deskLog: readonly Lie[] = [
  logged('job-of-another-pool', job(`pool = 'other'`), '{id}: .* for pool other on .* asked for'),
  logged('job-of-another-model', job(`model = 'H100'`), '{id}: .* on H100 with .* asked for'),
  logged('job-of-less-memory', job('memory_gb = 1'), '{id}: .* with 1 GB in .* asked for'),
  logged('job-in-another-region', job(`region = 'moon'`), '{id}: .* in moon, .* asked for'),
  logged('job-more-urgent', job('priority = 9'), '{id}: .*, priority 9 from any time to any time, .* asked for'),
  logged('job-not-before', job('not_before = requested_at'), '{id}: .*, priority 0 from 2.* asked for'),
  logged('job-with-a-deadline', job(`deadline = now() + interval '1 year'`), '{id}: .* from any time to 2.* asked for'),
  logged('job-of-another-seed', job(`seed = 'other'`), '{id}: .* micro-CU of other; .* asked for'),
  logged(
    'job-of-another-result',
    job(`result = '0x' || repeat('ab', 32)`),
    '{id}: {compute_units} micro-CU with result {result}; ',
  ),
  logged(
    'job-nobody-asked-for',
    `insert into job (id, network, requester, adaptor, pool, memory_gb, max_compute_units, seed, state, requested_at)
      values ('0x' || repeat('ab', 32), '{network}', '0xf0', '0xf0', 'sdxl', 1, 1, 'x', 'requested', (select max(requested_at) from job where state = 'settled')) returning *`,
    '{id}: no record of the log asks for it',
  ),
  logged(
    'cancelled-for-another-reason',
    [
      `update job set reason = 'mine' where id = (select id from job where network = '{network}' and state = 'cancelled' limit 1) returning *`,
      `update job_event set reason = 'mine' where job_id = '{id}' and state = 'cancelled'`,
    ],
    '{id}: was cancelled for mine, which no record of the log says',
  ),
  logged(
    'gpu-of-another-assignment',
    [
      `update lease set gpu = 'gpu-77' where job_id = ${done} returning *`,
      `update job set gpu = 'gpu-77' where id = '{job_id}'`,
    ],
    'lease {token}: attempt {attempt} of {job_id} by {node} gpu-77 .* assigned',
  ),
  logged(
    'lease-that-failed',
    [
      `update lease set outcome = 'failed' where job_id = ${done} returning *`,
      `update job_event set state = 'failed', reason = 'x' where job_id = '{job_id}' and token = {token} and state = 'completed'`,
    ],
    'lease {token}: of job {job_id} was failed; .* says assay.job.completed.v1',
  ),
  logged(
    'settlement-nobody-asked-for',
    `insert into settlement (job_id, action, network, at) select id, 'refund', network, requested_at from job
      where network = '{network}' and state = 'cancelled' limit 1 returning *`,
    '{job_id}: its refund was asked for by no record of the log',
  ),
  logged(
    'settlement-gone',
    `delete from settlement where job_id = ${done} and action = 'settle' returning *`,
    '{job_id}: .* and there is no such settlement',
  ),
  logged(
    'inbox-at-another-time',
    inbox(`received_at = received_at - interval '1 day'`),
    '{topic}/{partition}/{offset}: message {id} was handled at',
  ),
  logged(
    'inbox-without-a-cancellation',
    `delete from inbox where ctid = (select ctid from inbox where id like 'cancel:%' order by received_at limit 1) returning *`,
    '{topic}/{partition}/{offset}: message {id} was handled and is not in the inbox',
  ),
  logged(
    'inbox-of-another-source',
    inbox(`source = 'other'`),
    '{topic}/{partition}/{offset}: message {id} is of other, the log has',
  ),
  logged(
    'inbox-beyond-the-log',
    inbox('"offset" = "offset" + 1000000'),
    '{topic}/{partition}/{offset}: message {id} is of .* the log has nothing',
  ),
  logged(
    'letter-that-was-handled',
    `insert into dead_letter select 'dispatch.' || topic, topic, partition, "offset", 'k', '{}', '', 5, 'x', now() from inbox
      where topic = 'jobs.requested.v1' order by received_at limit 1 returning *`,
    '{topic}/{partition}/{offset}: was given up as',
  ),
  logged(
    'letter-of-no-record',
    `insert into dead_letter values ('dispatch.jobs.completed.v1', 'jobs.completed.v1', 0, 50000000, 'k', '{}', '', 5, 'x', now() - interval '1 hour') returning *`,
    '{topic}/{partition}/{offset}: was given up as .* the log has nothing of nobody there',
  ),
  logged(
    'attempts-at-no-record',
    `insert into delivery_attempt values ('dispatch.jobs.requested.v1', 'jobs.requested.v1', 0, 50000000, 5, null) returning *`,
    '{topic}/{partition}/{offset}: was tried 5 times by',
  ),
  sent('message-of-a-refund', waits('refund'), 'outbox {id}: .* says .*refund.* owed is nothing'),
  sent('message-of-another-type', waits('settle', 'assay.job.assigned.v1'), 'outbox {id}: .* owed is nothing'),
  there('uptime-of-a-minute-more', heard('minutes = minutes | 1::bigint << 59'), '{node} .*: minutes {minutes}'),
  there(
    'uptime-of-a-61st-minute',
    heard('minutes = minutes | 1::bigint << 60'),
    '{node} .*: minutes {minutes} are no minutes',
  ),
  there('uptime-of-fewer-minutes', heard('minutes = 0'), '{node} .*: minutes 0'),
  there(
    'uptime-of-another-hour',
    heard(`hour = hour + interval '1 day'`),
    '{node} .*: minutes {minutes} are no minutes',
  ),
  there(
    'uptime-of-nobody',
    // of the newest hour it may be the minute that is not over, of which nothing is said
    heard(`node = '0x00000000000000000000000000000000000000f0'`, 'hour'),
    '{node} .*: minutes {minutes}, by its heartbeats 0',
  ),
  there('gpu-of-more-memory', gpu('memory_gb = 8000'), '{node} {gpu}: .* with 8000 GB .* its heartbeats say'),
  there('gpu-of-tomorrow', gpu(`seen_at = seen_at + interval '1 day'`), '{node} {gpu}: was seen at'),
  there(
    'gpu-of-nobody',
    gpu(`node = '0x00000000000000000000000000000000000000f0', seen_at = seen_at - interval '2 minutes'`),
    '{node} {gpu}: .* its heartbeats say',
  ),
  there(
    'gpu-removed',
    `delete from gpu where ctid = (select ctid from gpu where network = '{network}' limit 1) returning *`,
    '{node} {gpu}: gone',
  ),
  there(
    'uptime-less-than-sealed',
    [
      `select id from distribution where network = '{network}' order by period_end desc limit 1`,
      `delete from report_evidence where distribution_id = '{id}'`,
      `insert into report_evidence (distribution_id, lines, sha256, body)
        values ('{id}', 1, 'x', '{"heardMinutes":7,"kind":"uptime","node":"0xf0","ofMinutes":10}')`,
    ],
    '{id} 0xf0: 7 minutes are sealed, 0 are kept',
  ),
  there(
    'work-less-than-sealed',
    [
      `select id from distribution where network = '{network}' order by period_end desc limit 1`,
      `delete from report_evidence where distribution_id = '{id}'`,
      `insert into report_evidence (distribution_id, lines, sha256, body)
        values ('{id}', 1, 'x', '{"computeUnits":"9","jobs":1,"kind":"work","node":"0xf0"}')`,
    ],
    '{id} 0xf0: 1 jobs of 9 micro-CU are sealed, 0 of 0 are kept',
  ),
]
