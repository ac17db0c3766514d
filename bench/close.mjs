// close: a month of positions that are in Postgres → report, shares, tree, every proof checked, files; then what is
// served of it, and OpenZeppelin's own tree over the same leaves.
import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { cpuSince } from './cpu.mjs'
import { outcome, percentile, rounded } from './figures.mjs'
import { assayToEnd, freshDatabase, ROOT, say, start, startAssay, startPostgres, temporaryFolder } from './machine.mjs'
import { nextDatabase, watch } from './programs.mjs'
import { fill, NETWORK, PERIOD, PROGRAM, profile, startHeaders } from './stakers.mjs'

const require = createRequire(import.meta.url)

const ID = `${NETWORK}:${PROGRAM}:${PERIOD}`
const LOOK_MS = 50
/** Stakers whose proof is asked for, one after the other. */
const PROOFS = 200

export async function run({ name, size, bar }) {
  const postgres = await startPostgres()
  const headers = await startHeaders()
  const tenth = size.growth && (await closeOnce(postgres, headers, shrunk(size)))
  const closed = await closeOnce(postgres, headers, size)
  const served = await serve(closed)
  const [assay, peer] = [await tree('assay', closed), await tree('openzeppelin', closed)]
  await closed.drop()
  const failures = [
    ...[assay, peer].flatMap(({ who, root }) =>
      root === closed.root ? [] : [`${who}: root ${root}, the report has ${closed.root}`],
    ),
    ...served.failures,
  ]
  const figures = {
    seconds: rounded(closed.seconds),
    rssMiB: closed.rss.close,
    ...(tenth && { growth: rounded(closed.seconds / tenth.seconds / (size.positions / tenth.positions)) }),
    proofP50Ms: rounded(percentile(served.proofs, 0.5)),
    proofP99Ms: rounded(percentile(served.proofs, 0.99)),
    positions: size.positions,
    stakers: size.stakers,
    leaves: assay.leaves,
    treeSeconds: rounded(assay.seconds),
  }
  const measured = outcome({
    name,
    failures,
    figures,
    peers: { openzeppelin: { treeSeconds: rounded(peer.seconds), rssMiB: peer.rssMiB } },
    ratio: { openzeppelin: rounded(peer.seconds / assay.seconds) },
    stages: closed.stages,
    cpu: closed.cpu,
    rss: { ...closed.rss, api: served.rssMiB },
    bar: tenth ? bar : withoutGrowth(bar),
  })
  return { ...measured, rssMiB: closed.rss.close }
}

/** Growth is measured where the size says so. */
function withoutGrowth({ atMost: { growth, ...atMost }, ...bar }) {
  return { ...bar, atMost }
}

const shrunk = ({ positions, stakers }) => ({ positions: positions / 10, stakers: stakers / 10 })

/** Closes the month by the command that an operator types. */
async function closeOnce(postgres, headers, size) {
  const { url, db, drop } = await freshDatabase(postgres.url, nextDatabase('close'))
  const folder = temporaryFolder('close')
  const file = path.join(folder, 'bench.json')
  writeFileSync(file, JSON.stringify(profile))
  const env = { ASSAY_DATA: folder, ASSAY_PROFILES: file, DB_URL: url, RPC_BENCH_HTTP: headers, GQL_PORT: '0' }
  await assayToEnd(['migrate'], env)
  await fill(db, size)
  say(`close: ${size.positions} positions of ${size.stakers} stakers are there`)
  const memory = watch(postgres.pid)
  const began = Date.now()
  const child = startAssay(['rewards', 'close', '--period', PERIOD, '--json'], env)
  const { reached, cpu } = await watchStates(db, child, cpuSince({ close: child.pid }, postgres.pid))
  const seconds = (Date.now() - began) / 1000
  if ((await child.exited) !== 0) throw new Error(`close failed\n${child.output().slice(-4_000)}`)
  const rss = { close: child.peakMiB(), postgres: memory.stop() }
  const stages = stagesOf(began, reached, began + seconds * 1000)
  say(`close: ${seconds.toFixed(1)} s, ${rss.close} MiB, ${JSON.stringify({ ...stages, cpu })}`)
  const { root, files, program_id: programId, period_number: period } = await distribution(db)
  say(`close: root ${root}, files ${files}`)
  const { distributionFolder } = require('../lib/rewards/files/write.js')
  const claims = path.join(distributionFolder(folder, ID), 'claims.csv')
  return { ...size, env, db, drop, seconds, stages, cpu, rss, root, programId, period, claims }
}

/** When a distribution was first seen in each state, until the process ends, and what was computed up to then. */
async function watchStates(db, child, cpuSoFar) {
  const reached = new Map()
  let cpu = cpuSoFar()
  while (child.alive()) {
    const { rows } = await db.query(
      `select d.state, f.finished_at from distribution d join reward_fire f using (network, program, period)`,
    )
    const state = rows[0]?.finished_at ? 'finished' : rows[0]?.state
    if (state && !reached.has(state)) reached.set(state, Date.now())
    const now = cpuSoFar()
    // One that has ended counts nothing.
    if (child.alive() && now.close > 0) cpu = now
    await Promise.race([sleep(LOOK_MS), child.exited])
  }
  return { reached, cpu }
}

/** Seconds by step; one that was too short to be seen counts to the next. */
function stagesOf(began, reached, ended) {
  const steps = { planned: 'start', computed: 'computeAndStore', verified: 'verify', finished: 'files' }
  const stages = {}
  let from = began
  for (const [state, stage] of Object.entries(steps)) {
    const at = reached.get(state)
    if (at === undefined) continue
    stages[stage] = rounded((at - from) / 1000)
    from = at
  }
  return { ...stages, end: rounded((ended - from) / 1000) }
}

async function distribution(db) {
  const { rows } = await db.query(
    `select d.program_id, d.period_number, r.root,
            (select md5(string_agg(name || sha256, ',' order by name)) from report_file f where f.distribution_id = d.id) as files
     from distribution d join report r on r.distribution_id = d.id
     where d.id = $1 and d.state = 'verified'`,
    [ID],
  )
  if (rows.length === 0) throw new Error('close ended, and the distribution is not verified')
  return rows[0]
}

/** Proofs by GraphQL, as a claim page asks for them, and the file of all claims, once published. */
async function serve({ env, db, root, claims }) {
  const failures = []
  await db.query("update distribution set state = 'published' where id = $1", [ID])
  const api = startAssay(['serve'], env)
  const url = await api.line(/^ready api (\S+)$/m)
  const { rows } = await db.query(
    `select account from report_share where tree_index is not null order by md5(account) limit $1`,
    [PROOFS],
  )
  const proofs = []
  for (const { account } of rows) {
    const query = `query($id: ID!, $account: Address!) { distribution(id: $id) { proof(address: $account) { root proof } } }`
    const began = performance.now()
    const response = await fetch(new URL('/graphql', url), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables: { id: ID, account } }),
    })
    const { data, errors } = await response.json()
    proofs.push(performance.now() - began)
    if (data?.distribution?.proof?.root !== root)
      failures.push(`proof of ${account}: ${JSON.stringify(errors ?? data)}`)
  }
  const file = await fetch(new URL(`/distributions/${encodeURIComponent(ID)}/claims.csv`, url))
  if ((await file.text()) !== readFileSync(claims, 'utf8')) failures.push('claims.csv is served otherwise than written')
  const rssMiB = api.peakMiB()
  await api.stop()
  say(`close: a proof in ${percentile(proofs, 0.5).toFixed(1)} ms, api ${rssMiB} MiB`)
  return { proofs, rssMiB, failures }
}

async function tree(who, { claims, programId, period }) {
  const child = start([path.join(ROOT, 'bench/treeProgram.mjs'), who, claims, programId, period], {})
  if ((await child.exited) !== 0) throw new Error(`${who}: no tree\n${child.output().slice(-4_000)}`)
  const built = { who, ...JSON.parse(child.answer()), rssMiB: child.peakMiB() }
  say(`${who}: tree of ${built.leaves} leaves in ${built.seconds.toFixed(2)} s, ${built.rssMiB} MiB`)
  return built
}
