// The programs that are compared: each indexes the same chain into a database of its own, from nothing to the end.
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { digest, FINALITY } from './chain.mjs'
import { cpuSince } from './cpu.mjs'
import {
  assayToEnd,
  freshDatabase,
  peakMiB,
  postgresMiB,
  ROOT,
  start,
  startAssay,
  startClickhouse,
  temporaryFolder,
} from './machine.mjs'

const require = createRequire(import.meta.url)
/** How often a program's progress is read: fine against rounds of many seconds, and no load. */
export const LOOK_MS = 50

let databases = 0

/** A database's name, of which there is no other. */
export function nextDatabase(program) {
  return `${program}_${++databases}`
}

/** Environment of Assay's processes for this chain; nothing of a devnet that may run on this machine. */
export function assayEnv(chain, dbUrl, more) {
  const folder = temporaryFolder('assay')
  const profile = path.join(folder, 'bench.json')
  const token = { address: chain.token, symbol: 'BULK', decimals: 18, burnSinks: [`0x${'dead'.padStart(40, '0')}`] }
  writeFileSync(profile, JSON.stringify({ name: 'bench', chainId: 31337, finalityConfirmation: FINALITY, token }))
  return { ASSAY_DATA: folder, ASSAY_PROFILES: profile, DB_URL: dbUrl, RPC_BENCH_HTTP: chain.url, ...more }
}

/**
 * @param options `archive`: folder of the raw-log archive; `fromArchive`: index from it, and from nothing else
 * @returns seconds from the start of the processes until everything is in the stores, and what was stored
 */
export async function runAssay(chain, postgres, withClickhouse, { archive, fromArchive = false } = {}) {
  const { url, db, drop } = await freshDatabase(postgres.url, nextDatabase('assay'))
  const clickhouse = withClickhouse ? await startClickhouse() : undefined
  const env = assayEnv(chain, url, {
    ...(clickhouse && { CLICKHOUSE_URL: clickhouse.url }),
    ...(archive && { ASSAY_ARCHIVE: archive }),
    ...(fromArchive && { RPC_BENCH_HTTP: undefined }),
  })
  await assayToEnd(['migrate'], env)
  const began = Date.now()
  const indexer = startAssay(['index', '--network', 'bench', ...(fromArchive ? ['--from-archive'] : [])], env)
  const projector = clickhouse && startAssay(['project'], env)
  const memory = watch(postgres.pid)
  const pids = { indexer: indexer.pid, projector: projector?.pid, clickhouse: clickhouse?.pid, anvil: chain.pid }
  const cpuSoFar = cpuSince(pids, postgres.pid)
  await until(chain.lastEventBlock, indexer, () => heightOf(db, 'select height from squid_bench.status'))
  const indexed = Date.now()
  if (projector)
    await until(chain.lastEventBlock, projector, () => heightOf(db, 'select block as height from projection_cursor'))
  const ended = Date.now()
  const cpu = cpuSoFar()
  const rss = {
    indexer: indexer.peakMiB(),
    ...(projector && { projector: projector.peakMiB(), clickhouse: peakMiB(clickhouse.pid) }),
    postgres: memory.stop(),
    anvil: peakMiB(chain.pid),
  }
  await Promise.all([indexer.stop(), projector?.stop()])
  // `--check` fails unless every figure of every table is the same in both stores.
  if (clickhouse) await assayToEnd(['project', '--check'], env)
  const stored = await storedBy(
    db,
    "select count(*) as events from event where kind = 'token.Transfer'",
    'select coalesce(sum(amount), 0) as sum from movement',
    'select account, amount from balance',
  )
  await clickhouse?.stop()
  await drop()
  const stages = { index: (indexed - began) / 1000, ...(projector && { projectAfterIndex: (ended - indexed) / 1000 }) }
  return { seconds: (ended - began) / 1000, stages, cpu, rss, stored }
}

/** The plain squid, compiled and started as its template says. */
export async function runSquid(chain, postgres) {
  const folder = squidFolder()
  const { url, db, drop } = await freshDatabase(postgres.url, nextDatabase('squid'))
  await new (require('./peers/squid/db/migration.js'))().up({ query: (sql) => db.query(sql) })
  const env = {
    DB_URL: url,
    RPC_ENDPOINT: chain.url,
    TOKEN: chain.token,
    FINALITY: String(FINALITY),
    NODE_PATH: path.join(ROOT, 'node_modules'),
  }
  const began = Date.now()
  const indexer = start([path.join(folder, 'lib/main.js')], env, process.execPath, folder)
  const memory = watch(postgres.pid)
  const cpuSoFar = cpuSince({ indexer: indexer.pid, anvil: chain.pid }, postgres.pid)
  await until(chain.lastEventBlock, indexer, () => heightOf(db, 'select height from squid_processor.status'))
  const seconds = (Date.now() - began) / 1000
  const cpu = cpuSoFar()
  const rss = { indexer: indexer.peakMiB(), postgres: memory.stop() }
  await indexer.stop()
  const stored = await storedBy(
    db,
    'select count(*) as events from transfer',
    'select coalesce(sum(amount), 0) as sum from transfer',
    'select id as account, balance as amount from account',
  )
  await drop()
  return { seconds, stages: {}, cpu, rss, stored }
}

let compiled
function squidFolder() {
  if (compiled) return compiled
  const folder = temporaryFolder('squid')
  const tsc = require.resolve('typescript/bin/tsc')
  const project = path.join(ROOT, 'bench/peers/squid')
  const args = [tsc, '-p', project, '--outDir', path.join(folder, 'lib')]
  const { status, stdout } = spawnSync(process.execPath, args, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`the peer does not compile\n${stdout}`)
  compiled = folder
  return folder
}

/** Waits until a cursor has passed the last event. */
export async function until(lastEventBlock, child, height) {
  while (true) {
    // One that reads an archive ends when it is done: asked in this order, its last commit is seen.
    const alive = child.alive()
    if ((await height()) >= lastEventBlock) return
    if (!alive) child.check()
    await sleep(LOOK_MS)
  }
}

/** A cursor's height; -1 as long as the table or its row is not there. */
export async function heightOf(db, sql) {
  try {
    return (await db.query(sql)).rows[0]?.height ?? -1
  } catch (error) {
    if (error.code === '42P01' || error.code === '3F000') return -1
    throw error
  }
}

/** Peak memory of a Postgres server from now on. */
export function watch(postmaster) {
  let peak = 0
  const look = () => {
    peak = Math.max(peak, postgresMiB(postmaster))
  }
  const timer = setInterval(look, 1_000)
  return {
    stop() {
      clearInterval(timer)
      look()
      return peak
    },
  }
}

export async function storedBy(db, events, sum, balances) {
  const rows = (await db.query(balances)).rows
  return {
    events: Number((await db.query(events)).rows[0].events),
    sum: (await db.query(sum)).rows[0].sum,
    balances: rows.length,
    digest: digest(rows),
  }
}

/** @returns {string[]} what differs, in words */
export function differences(who, stored, expected) {
  return Object.keys(expected)
    .filter((key) => stored[key] !== expected[key])
    .map((key) => `${who}: ${key} is ${stored[key]}, the chain has ${expected[key]}`)
}
