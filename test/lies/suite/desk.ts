import type { Lie, SqlLie } from '../lie'

const settled = `(select id from job where network = '{network}' and state = 'settled' order by requested_at desc limit 1)`
const job = (set: string) => `update job set ${set} where id = ${settled} returning *`
const step = (state: string) =>
  `(select id from job_event where job_id = ${settled} and state = '${state}' order by id desc limit 1)`
const lease = (set: string) => `update lease set ${set} where job_id = ${settled} returning *`
const settle = (set: string) =>
  `update settlement set ${set} where job_id = ${settled} and action = 'settle' returning *`

const history = (name: string, sql: SqlLie['sql'], says: string): Lie => ({
  ...{ name, on: 'dgrid', sql, by: 'job-history', says },
})
const held = (name: string, sql: SqlLie['sql'], says: string): Lie => ({
  ...{ name, on: 'dgrid', sql, by: 'leases', says },
})
const asked = (name: string, sql: SqlLie['sql'], says: string): Lie => ({
  ...{ name, on: 'dgrid', sql, by: 'settlements', says },
})

/** Ways, times, leases and settlements of jobs, column by column. */
export const desk: readonly Lie[] = [
  history('job-half-done', job('percent = 50'), '{id}: settled, and 50 % are done'),
  history('job-quicker-in-time', job('latency_ms = latency_ms - 5'), '{id}: {latency_ms} ms, its lease lasted'),
  history('job-for-a-reason', job(`reason = 'refused'`), '{id}: settled, for refused, by its history for none'),
  history('job-requested-earlier', job(`requested_at = requested_at - interval '1 day'`), '{id}: requested_at '),
  history('job-escrowed-later', job(`escrowed_at = escrowed_at + interval '1 hour'`), '{id}: escrowed_at '),
  history('job-completed-earlier', job(`completed_at = completed_at - interval '7 days'`), '{id}: completed_at '),
  history('job-closed-later', job(`closed_at = closed_at + interval '1 hour'`), '{id}: closed_at '),
  history('job-of-an-older-change', job(`updated_at = updated_at - interval '1 hour'`), '{id}: updated_at '),
  history(
    'job-of-before-the-log',
    `insert into job (id, network, requester, adaptor, pool, memory_gb, max_compute_units, seed, state, requested_at)
      values ('0x' || repeat('ab', 32), '{network}', '0xf0', '0xf0', 'sdxl', 1, 1, 'x', 'requested', now() - interval '1 day') returning *`,
    '{id}: .*requested at .*, the job before it at',
  ),
  history(
    'step-at-another-time',
    `update job_event set at = at - interval '1 day' where id = ${step('completed')} returning *`,
    '{job_id}: step {id}, completed, is of ',
  ),
  history(
    'step-of-another-node',
    `update job_event set node = '0x00000000000000000000000000000000000000f0' where id = ${step('completed')} returning *`,
    '{job_id}: step {id}, completed: attempt {attempt} under lease {token} of 0x0+f0',
  ),
  history(
    'step-of-another-lease',
    `update job_event set token = token + 1000000 where id = ${step('running')} returning *`,
    '{job_id}: step {id}, running: attempt {attempt} under lease {token} ',
  ),
  history(
    'step-of-another-attempt',
    `update job_event set attempt = attempt + 1 where id = ${step('settled')} returning *`,
    '{job_id}: step {id}, settled: attempt {attempt} .* had begun',
  ),
  history(
    'step-for-a-reason',
    `update job_event set reason = 'late' where id = ${step('completed')} returning *`,
    '{job_id}: step {id}, completed, for late',
  ),
  history(
    'step-removed',
    `delete from job_event where id = ${step('escrowed')} returning *`,
    '{job_id}: step \\d+, leased, follows on requested',
  ),
  history(
    'step-forged',
    `insert into job_event (job_id, state, attempt) values (${settled}, 'settled', 1) returning *`,
    '{job_id}: step {id}, settled, follows on settled',
  ),
  history(
    'step-of-no-job',
    `update job_event set job_id = '0x' || repeat('ab', 32) where id = ${step('running')} returning *`,
    '{job_id}: has rows of job_event, and there is no such job',
  ),
  {
    ...{ name: 'job-of-a-smaller-maximum', on: 'dgrid', sql: job('max_compute_units = max_compute_units - 1000') },
    ...{ by: 'jobs', says: '{id}: at most {max_compute_units} micro-CU, its bill was opened for an escrow of' },
  },
  held('lease-of-another-gpu', lease(`gpu = 'gpu-77'`), '{job_id}: token .* its last lease {token} on {node} gpu-77'),
  held('attempts-forgiven', job('forgiven = forgiven + 1'), '{id}: {forgiven} attempts forgiven, by its leases '),
  held('lease-at-fault', lease(`fault = 'job'`), 'lease {token}: completed, at fault job'),
  history(
    'job-that-waits-for-ever',
    job(`retry_at = now() + interval '1 year'`),
    '{id}: waits until .*, it failed at ',
  ),
  history(
    'job-kept-from-its-queue',
    job(`wakes_at = now() + interval '1 year'`),
    '{id}: .*, kept from its queue until ',
  ),
  held('lease-on-another-network', lease(`network = 'devnet-destra'`), 'lease {token}: is on devnet-destra, its job '),
  held('lease-from-earlier', lease(`leased_at = leased_at - interval '2 s'`), 'lease {token}: began at '),
  held(
    'lease-to-later',
    lease(`released_at = released_at + interval '1 hour'`),
    'lease {token}: from .* by the history',
  ),
  held(
    'lease-that-held-for-longer',
    lease(`expires_at = expires_at + interval '1 day'`),
    'lease {token}: completed at',
  ),
  held(
    'lease-of-no-node',
    [
      lease(`node = '0x00000000000000000000000000000000000000f0'`),
      `update job set node = '{node}' where id = '{job_id}'`,
      `update job_event set node = '{node}' where job_id = '{job_id}' and node is not null`,
    ],
    'lease {token}: was given to 0x0+f0, which is no node of the chain',
  ),
  held(
    'gpu-leased-twice',
    `update lease l set gpu = o.gpu, node = o.node, leased_at = o.leased_at from (
      select * from lease where network = '{network}' and released_at > leased_at + interval '3 seconds' order by token desc limit 1) o
      where l.token = (select max(token) from lease where outcome is not null and job_id <> o.job_id) returning o.*`,
    'lease \\d+: (.*; )?of {node} {gpu} began at .* the one before it ended at',
  ),
  asked(
    'settlement-that-erred',
    settle(`attempts = 1, error = 'x'`),
    '{job_id}: its settle is confirmed after 1 attempts',
  ),
  asked('settlement-never-sent', settle('sent_at = null'), '{job_id}: its settle is confirmed, sent at no time'),
  asked('settlement-by-nothing', settle('tx_hash = null'), '{job_id}: its settle is confirmed, sent at .* as nothing'),
  asked('settlement-before-the-result', settle(`sent_at = sent_at - interval '1 day'`), '{job_id}: its settle, of '),
  asked('settlement-of-tomorrow', settle(`at = at + interval '1 day'`), '{job_id}: its settle, of '),
  asked(
    'finding-of-a-short-escrow',
    `insert into job_finding (job_id, code, title, evidence) values (
      ${settled}, 'escrow-short', 'The escrow cannot pay for the maximum of the job', '{}') returning *`,
    '{job_id}: its escrow is found short by .* its bills say otherwise',
  ),
  asked(
    'finding-of-a-refusal',
    `insert into job_finding (job_id, code, title, evidence) values (
      ${settled}, 'settle-refused', 'The contract refuses to settle the bill', '{}') returning *`,
    '{job_id}: is found settle-refused, its settle is confirmed',
  ),
  asked(
    'job-removed-with-all-it-has',
    [
      `delete from job where id = ${settled} returning *`,
      ...['job_event', 'lease', 'settlement'].map((table) => `delete from ${table} where job_id = '{id}'`),
    ],
    'devnet-dgrid-{bill_id}: was opened by us for job {id}, which there is not',
  ),
]
