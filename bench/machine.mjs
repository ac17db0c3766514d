// What a bench starts: its own Postgres (with fsync), node and ClickHouse host, all on loopback and free ports, all
// stopped at the end by their own handles.
import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import pg from 'pg'

const require = createRequire(import.meta.url)
export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..')

/** In the order in which things were started; they are stopped the other way round. */
const started = []

export function onStop(stop) {
  started.push(stop)
}

export async function stopEverything() {
  for (let stop = started.pop(); stop; stop = started.pop())
    await Promise.resolve(stop()).catch((error) => say(`could not stop: ${error.message}`))
}

/** Progress, on stderr: stdout is the result's. */
export function say(text) {
  process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${text}\n`)
}

export function temporaryFolder(name) {
  const folder = mkdtempSync(path.join(os.tmpdir(), `assay-bench-${name}-`))
  onStop(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** @returns {Promise<{url: string, pid: number}>} a durable server: fsync, synchronous commits, full page writes */
export async function startPostgres() {
  const { startPostgres: start } = require('../lib/embedded/postgres/postgres.js')
  const { removeOutsideHome } = require('../lib/embedded/postgres/home.js')
  const dataDir = temporaryFolder('postgres')
  onStop(() => removeOutsideHome(dataDir))
  const server = await start({ dataDir, durable: true })
  onStop(() => server.stop())
  return server
}

/** An empty database of its own. @returns {Promise<{url: string, db: pg.Client, drop(): Promise<void>}>} */
export async function freshDatabase(serverUrl, name) {
  await withClient(serverUrl, (admin) => admin.query(`create database "${name}"`))
  const url = new URL(serverUrl)
  url.pathname = `/${name}`
  const db = new pg.Client({ connectionString: url.href })
  // A bench that fails stops the server below this connection; the first error is the one to be told.
  db.on('error', () => {})
  await db.connect()
  return {
    url: url.href,
    db,
    async drop() {
      await db.end()
      await withClient(serverUrl, (admin) => admin.query(`drop database "${name}" with (force)`))
    },
  }
}

async function withClient(connectionString, use) {
  const client = new pg.Client({ connectionString })
  await client.connect()
  try {
    return await use(client)
  } finally {
    await client.end()
  }
}

/** @returns {Promise<{url: string, pid: number, stop(): Promise<void>}>} the embedded engine on an empty folder */
export async function startClickhouse() {
  const folder = temporaryFolder('clickhouse')
  const child = start([path.join(ROOT, 'lib/embedded/clickhouse/host.js'), '0', folder], {})
  const url = await child.line(/^ready clickhouse (\S+)$/m)
  return { url, pid: child.pid, stop: child.stop }
}

/** @returns {Promise<{host: string, pid: number}>} a node that mines only when told to */
export async function startAnvil() {
  const scope = path.dirname(path.dirname(require.resolve('@foundry-rs/anvil/package.json')))
  const platform = readdirSync(scope).find((name) => name.startsWith('anvil-'))
  const flags = [
    ...['--host', '127.0.0.1', '--port', '0', '--chain-id', '31337', '--accounts', '1', '--hardfork', 'london'],
    ...['--order', 'fifo', '--auto-impersonate', '--no-mining', '--gas-price', '0', '--block-base-fee-per-gas', '0'],
    // Nobody asks for state of the past here, and keeping it would make the chain slow to make.
    ...['--slots-in-an-epoch', '6', '--timestamp', '1735689600', '--prune-history'],
  ]
  const child = start(flags, {}, path.join(scope, platform, 'bin', 'anvil'))
  return { host: await child.line(/Listening on (127\.0\.0\.1:\d+)/), pid: child.pid }
}

/** Longest wait for a child to say that it is ready; a healthy one needs a tenth. */
const READY_MS = 60_000

/** The peak is kept by the system: only what a process adds in its last moments is missed. */
const MEMORY_LOOK_MS = 100

/**
 * What children are started with. Certificates of this machine are for connections to elsewhere; node reads them at
 * its start, 30 ms of each process, whatever it does then, and everything here is on loopback.
 */
const { NODE_EXTRA_CA_CERTS, ...ENVIRONMENT } = process.env

/** A child that is watched: its output kept for when it fails, its peak memory read while it lives. */
export function start(args, env, command = process.execPath, cwd = ROOT) {
  const child = spawn(command, args, { cwd, env: { ...ENVIRONMENT, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  let answer = ''
  const exited = new Promise((resolve) => child.once('close', resolve))
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      output = (output + chunk).slice(-1_000_000)
    })
  child.stdout.on('data', (chunk) => {
    answer += chunk
  })
  const alive = () => child.exitCode === null && child.signalCode === null
  // A process that has ended tells nothing any more.
  let peak = 0
  const look = () => {
    peak = Math.max(peak, peakMiB(child.pid))
  }
  const looking = setInterval(look, MEMORY_LOOK_MS)
  child.once('close', () => clearInterval(looking))
  const stop = async () => {
    if (!alive()) return
    child.kill('SIGTERM')
    const hard = setTimeout(() => child.kill('SIGKILL'), 8_000)
    await exited
    clearTimeout(hard)
  }
  onStop(stop)
  const died = () => new Error(`${path.basename(args[0])} ${args[1] ?? ''} ended early\n${output.slice(-4_000)}`)
  return {
    pid: child.pid,
    exited,
    stop,
    alive,
    output: () => output,
    /** standard output alone, which `--json` prints on */
    answer: () => answer,
    peakMiB() {
      look()
      return peak
    },
    /** @throws Error with the end of the output when it has ended */
    check() {
      if (!alive()) throw died()
    },
    async line(pattern) {
      for (const end = Date.now() + READY_MS; ; await sleep(10)) {
        const found = pattern.exec(output)
        if (found) return found[1]
        if (!alive()) throw died()
        if (Date.now() > end) throw new Error(`no line like ${pattern} in ${READY_MS} ms\n${output.slice(-4_000)}`)
      }
    },
  }
}

/** A command of Assay, started as its users start it. */
export const startAssay = (args, env) => start(args, env, path.join(ROOT, 'bin/assay'))

/** Runs a command of Assay to its end. @returns {Promise<string>} its output @throws Error when it fails */
export async function assayToEnd(args, env) {
  const child = startAssay(args, env)
  const code = await child.exited
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}\n${child.output().slice(-4_000)}`)
  return child.output()
}

/** Peak resident memory of a process in MiB, 0 where the system does not say. @param {number} pid */
export function peakMiB(pid) {
  return statusMiB(pid, 'VmHWM')
}

/** Memory of a Postgres server in MiB now: what each process has alone, and the shared part once. */
export function postgresMiB(postmaster) {
  const pids = [postmaster, ...childrenOf(postmaster)]
  const own = pids.reduce((sum, pid) => sum + statusMiB(pid, 'RssAnon'), 0)
  return own + Math.max(...pids.map((pid) => statusMiB(pid, 'RssShmem')))
}

function statusMiB(pid, field) {
  try {
    const kib = new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
    return Math.round(Number(kib ?? 0) / 1024)
  } catch {
    return 0
  }
}

export function childrenOf(pid) {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number)
  } catch {
    return []
  }
}
