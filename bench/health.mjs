// health: p99 of /health, and memory of the API, under each attack that once took it down.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import net from 'node:net'
import path from 'node:path'
import { outcome, percentile, rounded } from './figures.mjs'
import { attacks } from './healthAttacks.mjs'
import {
  assayToEnd,
  freshDatabase,
  onStop,
  peakMiB,
  ROOT,
  say,
  startAssay,
  startPostgres,
  temporaryFolder,
} from './machine.mjs'

const TOKEN = `0x${'70'.repeat(20)}`
/** Between two heads while subscribers listen. */
const HEAD_EVERY_MS = 500

export async function run({ name, size, bar }) {
  const postgres = await startPostgres()
  const { url: dbUrl, db } = await freshDatabase(postgres.url, 'health')
  const env = environment(dbUrl, await silentServer())
  await assayToEnd(['migrate'], { ...env, CLICKHOUSE_URL: '' })
  await fill(db, size.bills)
  const moving = setInterval(() => {
    db.query("update head set number = number + 1, hash = '0x' || number").catch(() => undefined)
  }, HEAD_EVERY_MS)

  const failures = []
  const figures = { p99Ms: 0, rssMiB: 0, attacks: {} }
  try {
    for (const [attack, launch] of Object.entries(attacks)) {
      const { alive, ...measured } = await underAttack(env, (url) => launch(url, size.seconds * 1_000), size.seconds)
      if (!alive) failures.push(`${attack}: the API ended`)
      say(`health: ${attack} ${JSON.stringify(measured)}`)
      figures.attacks[attack] = measured
      figures.p99Ms = Math.max(figures.p99Ms, measured.p99Ms)
      figures.rssMiB = Math.max(figures.rssMiB, measured.rssMiB)
    }
  } finally {
    clearInterval(moving)
  }
  await db.end()
  const rss = { api: figures.rssMiB }
  return { ...outcome({ name, failures, figures, peers: {}, stages: {}, rss, bar }), rssMiB: figures.rssMiB }
}

/** A fresh API, so that nothing of one attack weighs on the next. */
async function underAttack(env, launch, seconds) {
  const api = startAssay(['serve'], env)
  const url = await api.line(/^ready api (\S+)$/m)
  await fetch(new URL('/graphql', url), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"query":"{ status { name } }"}',
  }).then((response) => response.text())
  const probe = fork(path.join(ROOT, 'bench/healthProbe.mjs'), [url], { stdio: 'inherit' })
  onStop(() => probe.kill())
  await once(probe, 'message')
  // an attack that is answered is launched again until the time is over
  for (const end = Date.now() + seconds * 1_000; Date.now() < end && api.alive(); ) await launch(url)
  probe.send('stop')
  const [latencies] = await once(probe, 'message')
  const alive = api.alive()
  const rssMiB = Math.max(api.peakMiB(), alive ? peakMiB(api.pid) : 0)
  await api.stop()
  return { p50Ms: rounded(percentile(latencies, 0.5)), p99Ms: rounded(percentile(latencies, 0.99)), rssMiB, alive }
}

/** ClickHouse and node of the API: they take connections and never answer. */
async function silentServer() {
  const server = net.createServer((socket) => socket.on('error', () => undefined)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onStop(() => server.close())
  server.unref()
  return `http://127.0.0.1:${server.address().port}`
}

function environment(dbUrl, silent) {
  const folder = temporaryFolder('health')
  const profile = path.join(folder, 'bench.json')
  const token = { address: TOKEN, symbol: 'BULK', decimals: 18, burnSinks: [`0x${'dead'.padStart(40, '0')}`] }
  writeFileSync(profile, JSON.stringify({ name: 'bench', chainId: 31337, finalityConfirmation: 12, token }))
  const stores = { DB_URL: dbUrl, CLICKHOUSE_URL: silent, RPC_BENCH_HTTP: silent, JOB_LOG: 'postgres' }
  return { ASSAY_DATA: folder, ASSAY_PROFILES: profile, GQL_PORT: '0', LISTEN: '127.0.0.1', ...stores }
}

/** A network with a head, a supply and as many bills as a page of any attack asks for. */
async function fill(db, bills) {
  await db.query(
    "insert into block (id, network, number, hash, time) values ('bench-10', 'bench', 10, '0xa', 1767225720)",
  )
  await db.query("insert into head (id, number, hash, time) values ('bench', 45, '0x2d', 1767226140)")
  await db.query('create schema squid_bench')
  await db.query('create table squid_bench.status (id int primary key, height int, hash text, nonce int)')
  await db.query("insert into squid_bench.status values (0, 33, '0x21', 1)")
  await db.query(
    `insert into supply_point (id, network, block, block_time, asset, class, cause, balance)
     values ('bench-0000000010-issuance', 'bench', 10, 1767225720, $1, 'issuance', '', -1000),
            ('bench-0000000010-holders', 'bench', 10, 1767225720, $1, 'holders', '', 1000)`,
    [TOKEN],
  )
  await db.query(
    `insert into bill (id, network, bill_id, job_id, account, adaptor, escrow, status, node, cost, refund,
                       opened_block, opened_time, opened_by)
     select 'bench-bill-' || n, 'bench', '0x' || lpad(to_hex(n), 64, '0'), '0x' || lpad(to_hex(n), 64, 'a'),
            '0x' || lpad(to_hex(n % 100), 40, 'b'), '0x' || lpad(to_hex(n % 10), 40, 'c'), 10 ^ 18, 'settled',
            '0x' || lpad(to_hex(n % 50), 40, 'd'), 10 ^ 17, 9 * 10 ^ 17, 10, 1767225720 + n, '0x' || lpad(to_hex(n), 64, 'e')
       from generate_series(1, $1::int) n`,
    [bills],
  )
  await db.query('analyze')
}
