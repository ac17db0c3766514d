import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { type AddressInfo, createServer, type Server } from 'node:net'
import { promisify } from 'node:util'
import { keccak256, stringToBytes } from 'viem'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readOnlyPool } from '../../../src/api/pool'
import { startApi } from '../../../src/api/server'
import { readEnv } from '../../../src/config/env'
import { MAX_COUNTED, readDispatch } from '../../../src/dispatch/status'
import { withSnapshot } from '../../../src/postgres/snapshot'
import { ALICE, ask, BOB, type Fixture, hashOf, insert, startFixture } from './fixture'
import { payTwenty } from './payout'
import { tellStory } from './story'

const network = 'testnet'

/** What Prometheus' own parser says of a text; where it is not installed, every line is held against the grammar. */
async function complaints(text: string): Promise<string> {
  const check = promisify(execFile)('promtool', ['check', 'metrics'])
  check.child.stdin!.end(text)
  try {
    return (await check).stderr
  } catch (error) {
    const { code, stderr } = error as { code: unknown; stderr?: string }
    if (code !== 'ENOENT') return stderr || String(error)
  }
  const sample = /^[a-z_]+(\{[a-z]+="(\\.|[^"\\\n])*"(,[a-z]+="(\\.|[^"\\\n])*")*\})? -?[\d.e+-]+$/
  const lines = text.trimEnd().split('\n')
  return lines.filter((line) => !sample.test(line) && !/^# (HELP|TYPE) [a-z_]+ \S/.test(line)).join('\n')
}

/** Takes connections and answers nothing. */
async function silent(): Promise<{ port: number; server: Server; close(): void }> {
  const sockets = new Set<{ destroy(): void }>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    server,
    close: () => {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  }
}

const scrape = async (url: string) => {
  const response = await fetch(`${url}/metrics`)
  return { status: response.status, text: await response.text() }
}

describe('metrics', () => {
  let fixture: Fixture
  let hanging: Awaited<ReturnType<typeof silent>>
  beforeAll(async () => {
    hanging = await silent()
    fixture = await startFixture({
      variables: { CLICKHOUSE_URL: `http://127.0.0.1:${hanging.port}`, JOB_LOG: 'postgres' },
    })
    await tellStory(fixture.db)
    await tellDispatch(fixture)
  }, 60_000)
  afterAll(async () => {
    await fixture?.stop()
    hanging?.close()
  })

  it('are what Prometheus reads, also with a label that holds every reserved character', async () => {
    await insert(fixture.db, 'alarm', [{ network, code: 'E-"\\\n', message: 'm', since: new Date() }])
    const { status, text } = await scrape(fixture.api.url)
    expect([status, await complaints(text)]).toEqual([200, ''])
    expect(text).toContain('assay_alarm{network="testnet",code="E-\\"\\\\\\n"} 1')
    await fixture.db.query('delete from alarm')
  })

  it('say what the newest audit saw, which GraphQL lists with its checks', async () => {
    const check = { title: 'Σ parts = cost', why: 'w', expected: '0', actual: '1', evidence: { 'bill 1': 'cost 2' } }
    const checks = [{ id: 'bills', ok: false, ...check }]
    const report = { network, block: 3, block_hash: hashOf(3), unasked: { pool: 'none' } }
    await insert(fixture.db, 'audit_report', [
      { ...report, ok: true, failing: [], checks: '[]' },
      { ...report, ok: false, failing: ['bills'], checks: JSON.stringify(checks), at: new Date(1_700_000_000_000) },
    ])
    const { text } = await scrape(fixture.api.url)
    expect(text.match(/^assay_audit.*$/gm)).toEqual([
      'assay_audit_failing_checks{network="testnet"} 1',
      'assay_audit_timestamp_seconds{network="testnet"} 1700000000',
    ])
    const asked = `{ audits(network: "testnet", first: 1) { totalCount nodes { block blockHash ok failing unasked
      checks { id title why ok expected actual evidence } } } }`
    const { data, errors } = await ask(fixture.api, asked)
    expect([errors, data.audits]).toEqual([
      undefined,
      {
        totalCount: 2,
        nodes: [{ block: 3, blockHash: hashOf(3), ok: false, failing: ['bills'], unasked: { pool: 'none' }, checks }],
      },
    ])
  })

  it('say which stores answer: a ClickHouse that takes connections and is silent does not', async () => {
    const { text } = await scrape(fixture.api.url)
    expect(text.match(/^assay_up.*$/gm)).toEqual([
      'assay_up{store="postgres"} 1',
      'assay_up{store="clickhouse"} 0',
      'assay_up{store="node",network="testnet"} 0',
    ])
  })

  it('tell where the dispatcher stands', async () => {
    const { text } = await scrape(fixture.api.url)
    const line = (name: string) => text.match(new RegExp(`^${name}[{ ].*$`, 'gm'))
    expect(line('assay_waiting_jobs')).toEqual([
      'assay_waiting_jobs{network="testnet",state="requested"} 2',
      'assay_waiting_jobs{network="testnet",state="escrowed"} 1',
      'assay_waiting_jobs{network="testnet",state="retried"} 0',
    ])
    const age = Number(/^assay_oldest_waiting_job_seconds\{network="testnet"\} (\S+)$/m.exec(text)![1])
    expect(Math.floor(age / 60)).toBe(60)
    expect(line('assay_leases')).toEqual(['assay_leases{network="testnet"} 1'])
    expect(line('assay_expired_leases')).toEqual(['assay_expired_leases{network="testnet"} 1'])
    expect(line('assay_free_gpus')).toEqual(['assay_free_gpus{network="testnet"} 1'])
    expect(line('assay_settler_backlog')).toEqual(['assay_settler_backlog{network="testnet"} 2'])
    expect(line('assay_oldest_settlement_seconds')![0]).toMatch(/\} 7\d\d\d/)
    expect(line('assay_dead_letters')).toEqual(['assay_dead_letters 1'])
    expect(line('assay_job_log_lag')).toEqual(['assay_job_log_lag{group="dispatch",topic="jobs.requested.v1"} 4'])
  })

  it('tell what is unclaimed of each program, to the base unit', async () => {
    const lines = async () => (await scrape(fixture.api.url)).text.match(/^assay_unclaimed_base_units.*$/gm)
    const program = 'network="testnet",program="destra.stakers.monthly"'
    await payTwenty(fixture.db)
    const programId = keccak256(stringToBytes('destra.stakers.monthly'))
    await fixture.db.query('update publication set claimed = 7, program_id = $1', [programId])
    const unknown = { network, program_id: hashOf(99), asset: 'eth', period: 1, root: '0x', report_hash: '0x' }
    const at = { block: 21, block_time: 0, tx_hash: '0x' }
    await insert(fixture.db, 'publication', [{ id: 'q', distributor: BOB, ...unknown, ...at, total: 5n }])
    expect(await lines()).toEqual([
      `assay_unclaimed_base_units{${program}} 209999999999999999993`,
      `assay_unclaimed_base_units{network="testnet",program="${hashOf(99)}"} 5`,
    ])
    await fixture.db.query('delete from publication')
    expect(await lines()).toEqual([`assay_unclaimed_base_units{${program}} 0`])
  })

  it('count the errors of GraphQL by code, those of a batch too', async () => {
    const before = (await scrape(fixture.api.url)).text
    await ask(fixture.api, '{ nothing }')
    await fetch(`${fixture.api.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(Array.from({ length: 2 }, () => ({ query: '{ supply(network: "nowhere") { total } }' }))),
    })
    const { text } = await scrape(fixture.api.url)
    expect(before).not.toMatch(/^assay_graphql_errors_total\{/m)
    expect(text.match(/^assay_graphql_errors_total.*$/gm)).toEqual([
      'assay_graphql_errors_total{code="E-BAD-QUERY"} 1',
      'assay_graphql_errors_total{code="E-BAD-INPUT"} 2',
    ])
    for (const at of ['p50', 'p99', 'max'])
      expect(text).toMatch(new RegExp(`^assay_event_loop_lag_seconds\\{at="${at}"\\} [\\d.e-]+$`, 'm'))
  })

  it('are there without Postgres, whether it is away or silent', async () => {
    for (const port of [1, hanging.port]) {
      const lonely = await startApi({
        readEnv: () =>
          readEnv({
            ASSAY_DATA: '/nonexistent',
            ASSAY_PROFILES: fixture.profileFile,
            DB_URL: `postgres://127.0.0.1:${port}/x`,
            GQL_PORT: '0',
          }),
      })
      try {
        const { status, text } = await scrape(lonely.url)
        expect([status, await complaints(text)]).toEqual([200, ''])
        expect(text).toContain('\nassay_up{store="postgres"} 0\n')
      } finally {
        await lonely.close()
      }
    }
  })

  it('read by index, however many jobs are done', async () => {
    await fixture.db.query(
      `insert into job (id, network, requester, adaptor, pool, memory_gb, max_compute_units, seed, state, closed_at)
       select '0x' || lpad(n::text, 64, 'f'), 'testnet', $1, $2, 'text', 1, 1, 's', 'settled', clock_timestamp()
         from generate_series(1, 20000) n`,
      [ALICE, BOB],
    )
    await fixture.db.query('analyze job')
    const read = async () => {
      const sql = "select seq_tup_read::int as rows from pg_stat_user_tables where relname = 'job'"
      await fixture.db.query('select pg_stat_clear_snapshot()')
      return (await fixture.db.query<{ rows: number }>(sql)).rows[0]!.rows
    }
    await fixture.db.query('select pg_stat_force_next_flush()')
    const before = await read()
    const pool = readOnlyPool(fixture.dbUrl, () => undefined)
    await withSnapshot(pool, async (snapshot) => {
      expect((await readDispatch(snapshot, [network]))!.networks[0]!.waiting.requested).toBe(2)
      await snapshot.rows('select pg_stat_force_next_flush()')
    })
    await pool.end()
    expect((await read()) - before).toBeLessThan(MAX_COUNTED)
  })
})

async function tellDispatch({ db }: Fixture): Promise<void> {
  const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000)
  const job = (n: number, state: string, minutes: number) => ({
    id: hashOf(n),
    network,
    requester: ALICE,
    adaptor: BOB,
    pool: 'text',
    memory_gb: 24,
    max_compute_units: 5n,
    seed: 's',
    state,
    requested_at: ago(minutes),
  })
  await insert(db, 'job', [
    job(1, 'requested', 60.5),
    job(2, 'requested', 5),
    job(3, 'escrowed', 30),
    job(4, 'leased', 90),
    job(5, 'running', 90),
  ])
  const gpu = (n: number, minutes: number) => ({
    network,
    node: BOB,
    gpu: `gpu-${n}`,
    model: 'h200',
    memory_gb: 141,
    region: 'eu',
    seen_at: ago(minutes),
  })
  // the third has not been heard of
  await insert(db, 'gpu', [gpu(1, -1), gpu(2, -1), gpu(3, 10), gpu(4, -1)])
  const lease = (n: number, minutes: number) => ({
    job_id: hashOf(n),
    attempt: 1,
    network,
    node: BOB,
    gpu: `gpu-${n - 3}`,
    expires_at: ago(minutes),
  })
  await insert(db, 'lease', [lease(4, -10), lease(5, 10)])
  const settlement = (n: number, status: string, minutes: number) => ({
    job_id: hashOf(n),
    action: 'open',
    network,
    status,
    at: ago(minutes),
  })
  await insert(db, 'settlement', [
    settlement(1, 'planned', 10),
    settlement(2, 'sent', 120),
    settlement(3, 'confirmed', 500),
  ])
  const record = { topic: 'jobs.requested.v1', partition: 0, key: '', headers: '{}', value: Buffer.alloc(0) }
  await insert(db, 'dead_letter', [{ consumer_group: 'dispatch', offset: 1, attempts: 5, error: 'e', ...record }])
  await insert(
    db,
    'job_log',
    Array.from({ length: 10 }, (_, offset) => ({ offset, ...record })),
  )
  await insert(db, 'job_log_group', [
    { consumer_group: 'dispatch', topic: record.topic, partition: 0, committed: 6 },
    { consumer_group: 'dispatch', topic: record.topic, partition: 1, committed: 0 },
  ])
}
