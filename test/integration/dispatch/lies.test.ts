import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AuditCheck } from '../../../src/audit/check'
import { bills } from '../../../src/audit/checks/bills'
import { inbox } from '../../../src/audit/checks/inbox'
import { jobHistory } from '../../../src/audit/checks/jobHistory'
import { jobLog } from '../../../src/audit/checks/jobLog'
import { jobs } from '../../../src/audit/checks/jobs'
import { leases } from '../../../src/audit/checks/leases'
import { outbox } from '../../../src/audit/checks/outbox'
import { settlements } from '../../../src/audit/checks/settlements'
import { uptime } from '../../../src/audit/checks/uptime'
import type { Node } from '../../../src/chain/node'
import { parseProfile } from '../../../src/config/profile'
import { networkOf } from '../../../src/indexer/network'
import { planted } from '../../support/planted'
import type { TestPostgres } from '../../support/postgres'
import { answerOf } from '../audit/answerOf'
import { fixtureProfile, hashOf, holder } from '../rewards/support/economy'
import { testServer } from './database'
import { World } from './world'

const node: Node = { ask: () => Promise.reject(new Error('no node is asked')) }
const network = networkOf(
  parseProfile(
    fixtureProfile({
      over: { name: 'testnet', contracts: { bill: { address: holder(700), kind: 'dgrid-bill' } }, programs: [] },
    }),
    'fixture',
    {},
  ),
)

let server: TestPostgres
let world: World
let db: Client
let forger: Client
/** jobs that were settled, in the order of their ids */
let settled: string[]

beforeAll(async () => {
  server = await testServer()
  world = await World.open(server)
  await world.pool.query(
    `insert into parameter (id, network, contract, name, value, from_block, from_time)
     values ('price', 'testnet', '0x', 'basePrice', '50000000000000000', 1, 0)`,
  )
  const dispatcher = await world.dispatcher()
  await world.worker([await world.node('a'), await world.node('b')])
  settled = (await Promise.all(Array.from({ length: 6 }, () => world.submit()))).sort()
  for (const id of settled) await world.untilState(id, 'settled')
  // one that nobody can read, so that there is a dead letter that is true
  await world.log.append('jobs.requested.v1', [{ key: 'nobody', headers: {}, value: Buffer.from('\0no message') }])
  await world.until('it is given up', async () => (await world.pool.query('select from dead_letter')).rowCount === 1)
  await world.until('everything is handled', async () => (await dispatcher.lag()) === 0n)
  await world.until('every settlement is confirmed', async () => {
    const { rows } = await world.pool.query(`select 1 from settlement where status <> 'confirmed'`)
    return rows.length === 0
  })
  await Promise.all(world.workers.splice(0).map((each) => each.stop()))
  await Promise.all(world.dispatchers.splice(0).map((each) => each.stop()))
  // of rewards: no evidence is sealed here
  await world.pool.query('create table distribution (id text, network text, period_start int, period_end int)')
  await world.pool.query('create table report_evidence (distribution_id text, body text)')
  db = new Client({ connectionString: world.url })
  forger = new Client({ connectionString: world.url })
  await Promise.all([db.connect(), forger.connect()])
})
afterAll(async () => {
  await Promise.all([db?.end(), forger?.end()])
  await world?.close()
  await server?.stop()
})

const block = { number: 1_000_000, hash: hashOf(1) }
const answer = (check: AuditCheck) => answerOf(check, { db, node, network, block, env: { JOB_LOG: 'postgres' } })

const checks = { jobs, 'job-history': jobHistory, leases, settlements, inbox, outbox, 'job-log': jobLog, uptime, bills }
const FIRST = '(select min(id) from job)'
const OTHER = `'${holder(66)}'`

describe('a lie among the jobs', () => {
  it('is found by none of the checks where there is none', async () => {
    for (const check of Object.values(checks)) expect(await answer(check)).toMatchObject({ ok: true, actual: '0' })
  })

  it.each([
    ['jobs', 'job', `update job set compute_units = compute_units - 1 where id = ${FIRST}`],
    ['jobs', 'job', `update job set cost = cost + 1 where id = ${FIRST}`],
    ['jobs', 'job', `update job set node = ${OTHER} where id = ${FIRST}`],
    ['jobs', 'job', `update job set requester = ${OTHER} where id = ${FIRST}`],
    ['jobs', 'job', `update job set escrow = escrow * 2 where id = ${FIRST}`],
    ['jobs', 'job', `update job set latency_ms = latency_ms + 9000 where id = ${FIRST}`],
    ['jobs', 'job', `update job set max_compute_units = 1 where id = ${FIRST}`],
    [
      'jobs',
      'job',
      `update job set bill_id = (select max(bill_id) from bill where job_id <> ${FIRST}) where id = ${FIRST}`,
    ],
    ['jobs', 'job', `update job set state = 'completed', closed_at = null where id = ${FIRST}`],
    ['jobs', 'bill', `update bill set cost = cost + 1, refund = refund - 1 where job_id = ${FIRST}`],
    ['jobs', 'bill', `update bill set node = ${OTHER} where job_id = ${FIRST}`],
    ['jobs', 'settlement', `update settlement set tx_hash = '0xabc' where action = 'settle' and job_id = ${FIRST}`],
    ['jobs', 'settlement', `update settlement set status = 'failed' where action = 'settle' and job_id = ${FIRST}`],
    ['jobs', 'settlement', `update settlement set network = 'another' where action = 'open' and job_id = ${FIRST}`],
    ['jobs', 'settlement', `delete from settlement where action = 'settle' and job_id = ${FIRST}`],
    ['jobs', 'job_event', `update job_event set state = 'cancelled' where state = 'settled' and job_id = ${FIRST}`],
    ['leases', 'job', `update job set attempts = 2 where id = ${FIRST}`],
    ['leases', 'job', `update job set gpu = 'gpu-9' where id = ${FIRST}`],
    ['leases', 'job', `update job set forgiven = 1 where id = ${FIRST}`],
    ['job-history', 'job', `update job set retry_at = now() + interval '1 year' where id = ${FIRST}`],
    ['job-history', 'job', `update job set wakes_at = now() where id = ${FIRST}`],
    ['job-log', 'job', `update job set priority = 9 where id = ${FIRST}`],
    ['job-log', 'job', `update job set not_before = requested_at where id = ${FIRST}`],
    ['job-log', 'job', `update job set deadline = now() where id = ${FIRST}`],
    ['inbox', 'inbox', `update inbox set id = 'replaced' where id = ${FIRST} || ':settle'`],
    ['inbox', 'inbox', `delete from inbox where id = ${FIRST} || ':open'`],
    ['job-history', 'job', `update job set completed_at = completed_at - interval '1 day' where id = ${FIRST}`],
    ['settlements', 'settlement', `update settlement set sent_at = null where action = 'open' and job_id = ${FIRST}`],
    ['job-log', 'job', `update job set pool = 'other' where id = ${FIRST}`],
    ['job-log', 'job', `update job set result = '0x' || repeat('ab', 32) where id = ${FIRST}`],
    ['job-log', 'job_log', `delete from job_log where key = ${FIRST} and topic = 'jobs.requested.v1'`],
    [
      'job-log',
      'job_log',
      `update job_log set value = convert_to(replace(convert_from(value, 'UTF8'), '"pool":"test"', '"pool":"best"'), 'UTF8')
        where key = ${FIRST} and topic = 'jobs.requested.v1'`,
    ],
    [
      'job-log',
      'job_log',
      `update job_log set value = convert_to(regexp_replace(convert_from(value, 'UTF8'), '"computeUnits":"\\d+"', '"computeUnits":"7"'), 'UTF8')
        where key = ${FIRST} and topic = 'jobs.completed.v1'`,
    ],
    ['bills', 'bill', `update bill set fee = fee + 1 where job_id = ${FIRST}`],
    ['bills', 'bill', `update bill set refund = refund + 7 where job_id = ${FIRST}`],
    ['bills', 'bill', `update bill set status = 'open' where job_id = ${FIRST}`],
  ] as const)('is named by check %s, with its job: %s: %s', async (id, table, lie) => {
    const check = checks[id]
    const found = await planted(forger, table, lie, () => answer(check))
    const job = settled[0]!
    const { rows } = await db.query<{ id: string }>('select id from bill where job_id = $1', [job])
    expect(found).toMatchObject({ ok: false })
    const named = Object.keys(found.evidence).filter((name) => name.includes(job) || name === rows[0]!.id)
    expect(named).not.toEqual([])
    expect(await answer(check)).toMatchObject({ ok: true })
  })

  it.each([
    ['leases', 'lease', 'delete from lease where token = 1', 'lease 1'],
    ['leases', 'job', 'update job set not_before = now()', 'lease 1'],
    ['leases', 'job', `update job set deadline = now() - interval '1 day'`, 'lease 1'],
    ['leases', 'lease', `update lease set node = ${OTHER} where token = 1`, 'lease 1'],
    ['leases', 'lease', `update lease set fault = 'job' where token = 1`, 'lease 1'],
    ['leases', 'lease', `update lease set fault = 'node' where token = 1`, 'lease 1'],
    ['leases', 'lease', `update lease set fault = 'network' where token = 1`, 'lease 1'],
    ['leases', 'lease', `update lease set announced_at = leased_at - interval '1 minute' where token = 1`, 'lease 1'],
    ['leases', 'lease', "update lease set outcome = 'failed' where token = 1", 'lease 1'],
    ['leases', 'lease', 'update lease set released_at = null, outcome = null where token = 1', 'lease 1'],
    ['leases', 'job_event', "delete from job_event where token = 1 and state = 'leased'", 'lease 1'],
    [
      'inbox',
      'inbox',
      "update inbox set id = 'replaced' where id = (select min(id) from inbox where topic = 'jobs.completed.v1')",
      'replaced jobs.completed.v1/',
    ],
    ['inbox', 'inbox', "delete from inbox where topic = 'jobs.completed.v1'", 'jobs.completed.v1/'],
    ['inbox', 'inbox', "update inbox set source = 'forger' where topic = 'jobs.requested.v1'", 'jobs.requested.v1/'],
    [
      'inbox',
      'inbox',
      `update inbox set "offset" = 0, partition = 0 where topic = 'jobs.settlement.v1'`,
      'jobs.settlement.v1/0/0',
    ],
    [
      'job-log',
      'job_log',
      `delete from job_log where topic = 'jobs.settlement.v1' and "offset" = 0`,
      'jobs.settlement.v1/',
    ],
    ['job-log', 'job_log', `update job_log set at = at - interval '1 day' where "offset" = 1`, 'jobs.'],
    ['job-log', 'dead_letter', "update dead_letter set error = ''", 'jobs.requested.v1/'],
    ['job-log', 'dead_letter', "update dead_letter set value = 'x'", 'jobs.requested.v1/'],
    [
      'outbox',
      'outbox',
      `insert into outbox (topic, key, headers, value) values ('jobs.assigned.v1', 'x', '{}', 'x')`,
      'outbox ',
    ],
    ['uptime', 'node_uptime', 'update node_uptime set minutes = minutes | 1::bigint << 60', ' '],
    ['uptime', 'node_uptime', "update node_uptime set hour = hour - interval '1 hour'", ' '],
    ['uptime', 'gpu', `update gpu set seen_at = seen_at + interval '1 day'`, ' gpu-0'],
    [
      'job-log',
      'job_log',
      `delete from job_log where topic = 'jobs.requested.v1' and "offset" = 0`,
      'jobs.requested.v1/',
    ],
    [
      'job-log',
      'job_log',
      `update job_log set key = 'other' where topic = 'jobs.assigned.v1' and "offset" = 0`,
      'jobs.assigned.v1/',
    ],
    [
      'job-log',
      'job_log',
      `update job_log set headers = headers || '{"ce_id": "other"}' where topic = 'jobs.completed.v1' and "offset" = 0`,
      'jobs.completed.v1/',
    ],
    [
      'job-log',
      'job_topic',
      `update job_topic set partitions = 7 where topic = 'jobs.requested.v1'`,
      'dispatch.jobs.requested.v1',
    ],
    [
      'job-log',
      'job_log_group',
      "update job_log_group set committed = committed + 9 where topic = 'jobs.requested.v1'",
      'jobs.requested.v1/',
    ],
    [
      'job-log',
      'job_log_group',
      "update job_log_group set leased_until = now() + interval '1 year' where topic = 'jobs.requested.v1'",
      'dispatch.jobs.requested.v1 jobs.requested.v1/',
    ],
    [
      'job-log',
      'job_log_member',
      "insert into job_log_member values ('dispatch.jobs.requested.v1', 'x', '{}', now() + interval '1 year')",
      'dispatch.jobs.requested.v1 x',
    ],
    [
      'job-log',
      'dead_letter',
      `insert into dead_letter select 'dispatch.' || topic, topic, partition, "offset", key, headers, value, 1, 'x', now()
        from job_log where topic = 'jobs.requested.v1' limit 1`,
      'jobs.requested.v1/',
    ],
    [
      'job-log',
      'delivery_attempt',
      "insert into delivery_attempt values ('dispatch.jobs.requested.v1', 'jobs.requested.v1', 0, 5000000, 5)",
      'jobs.requested.v1/0/5000000',
    ],
    [
      'jobs',
      'job_count',
      'update job_count set jobs = jobs + 1 where jobs = (select max(jobs) from job_count)',
      'jobs settled',
    ],
  ] as const)('is named by check %s, with its row: %s: %s', async (id, table, lie, name) => {
    const check = checks[id]
    const found = await planted(forger, table, lie, () => answer(check))
    expect(found).toMatchObject({ ok: false })
    expect(Object.keys(found.evidence).join(' ')).toContain(name)
    expect(await answer(check)).toMatchObject({ ok: true })
  })
})
