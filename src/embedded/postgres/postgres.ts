import { execFileSync, spawn } from 'node:child_process'
import {
  closeSync,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Client } from 'pg'
import { AssayError } from '../../errors'
import { openClient } from '../../postgres/client'
import { identify, isRunning, type ProcessIdentity } from '../../process/identity'
import { tailLog } from '../logFile'
import { freePort } from '../ports'
import { launched, stopProcess } from '../process'
import { type Account, handOver, unprivilegedAccount } from './account'
import { postgresBin } from './binaries'
import { type PostgresHome, preparePostgresHome } from './home'
import { postgresSettings } from './settings'

export type Postgres = {
  /** of database `assay` */
  readonly url: string
  readonly port: number
  readonly pid: number
  /** resolves when it ends, whoever ended it, with how */
  readonly exited: Promise<string>
  /** Clean stop: open transactions are rolled back, a checkpoint is written. */
  stop(): Promise<void>
}

type PostgresOptions = {
  /** made when absent */
  readonly dataDir: string
  /** default: any free one */
  readonly port?: number
  /** false: no fsync, for data that may be lost with the machine (tests). Default true. */
  readonly durable?: boolean
  /** file the server's messages are appended to; default `postgres.log` beside the cluster */
  readonly log?: string
  /** called as soon as there is a process, long before it answers */
  readonly onSpawn?: (pid: number) => void
}

const superuser = 'postgres'
/** Recovery after a hard stop replays at most `max_wal_size`, which took 20 s on a laptop's disk. */
const readyTimeoutMs = 60_000
const initTimeoutMs = 60_000
/** SIGINT: fast shutdown (disconnects clients, checkpoints). SIGQUIT: without the checkpoint. */
const stopSteps = [
  { signal: 'SIGINT', waitMs: 30_000 },
  { signal: 'SIGQUIT', waitMs: 5_000 },
  { signal: 'SIGKILL', waitMs: 5_000 },
] as const

/**
 * Starts a real PostgreSQL on loopback with database `assay`; made on first use, continued after that.
 * Run by root it runs as another account, see `unprivilegedAccount`.
 * @throws AssayError E-POSTGRES-START with the end of the server's log
 */
export async function startPostgres(options: PostgresOptions): Promise<Postgres> {
  const account = unprivilegedAccount()
  const bin = postgresBin(account)
  const home = preparePostgresHome(options.dataDir, account)
  const log = options.log ?? path.join(home.home, 'postgres.log')
  await stopLeftOver(home.cluster)
  await initCluster(bin, home, account, log, options.durable ?? true)
  const port = options.port ?? (await freePort())
  const settings = postgresSettings(port, options.durable ?? true)
  const args = ['-D', home.cluster, ...settings]
  const child = spawnAs(account, path.join(bin, 'postgres'), args, home.cluster, log)
  const { who: server, exited } = await launched(child).catch((cause: Error) => {
    throw startError(cause.message, log, cause)
  })
  options.onSpawn?.(server.pid)
  try {
    await untilReady(server, port, home.cluster, log)
    await ensureDatabase(port, 'assay')
  } catch (error) {
    await stopProcess(server, stopSteps)
    throw error
  }
  return {
    url: urlOf(port, 'assay'),
    port,
    pid: server.pid,
    exited,
    stop: async () => void (await stopProcess(server, stopSteps)),
  }
}

function urlOf(port: number, database: string): string {
  return `postgres://${superuser}:postgres@127.0.0.1:${port}/${database}`
}

/**
 * After a SIGKILL `postmaster.pid` stays. Its pid may be our own server, orphaned, which is stopped, or by now any other
 * program, which PostgreSQL would take for a server and refuse to start.
 */
async function stopLeftOver(cluster: string): Promise<void> {
  const file = path.join(cluster, 'postmaster.pid')
  if (!existsSync(file)) return
  const who = identify(Number(readFileSync(file, 'utf8').split('\n')[0]))
  if (who !== undefined && servesCluster(who, cluster)) await stopProcess(who, stopSteps)
  rmSync(file, { force: true })
}

/** A postmaster works in its data folder, and names it on its command line. */
function servesCluster(who: ProcessIdentity, cluster: string): boolean {
  try {
    if (process.platform === 'linux') return readlinkSync(`/proc/${who.pid}/cwd`) === cluster
    return execFileSync('ps', ['-o', 'command=', '-p', String(who.pid)], { encoding: 'utf8' }).includes(`-D ${cluster}`)
  } catch {
    return false
  }
}

/** Makes the cluster, once: a file written last tells a whole cluster from one whose initdb was cut short. */
async function initCluster(
  bin: string,
  { home, cluster }: PostgresHome,
  account: Account | undefined,
  log: string,
  durable: boolean,
): Promise<void> {
  const marker = path.join(home, 'initialised')
  if (existsSync(marker)) return
  for (const entry of readdirSync(cluster)) rmSync(path.join(cluster, entry), { recursive: true, force: true })
  const passwordFile = path.join(home, 'initial-password')
  rmSync(passwordFile, { force: true })
  writeFileSync(passwordFile, superuser, { mode: 0o600 })
  handOver(passwordFile, account)
  const args = [`--pgdata=${cluster}`, `--username=${superuser}`, `--pwfile=${passwordFile}`]
  args.push('--auth=scram-sha-256', '--encoding=UTF8', '--locale=C', '--no-instructions')
  if (!durable) args.push('--no-sync')
  const child = spawnAs(account, path.join(bin, 'initdb'), args, cluster, log)
  const code = await new Promise<number | null>((resolve, reject) => {
    const timer = setTimeout(() => child.kill('SIGKILL'), initTimeoutMs)
    child.once('error', reject)
    child.once('exit', (exitCode) => {
      clearTimeout(timer)
      resolve(exitCode)
    })
  }).finally(() => rmSync(passwordFile, { force: true }))
  if (code !== 0) throw startError(`initdb ended with code ${code}`, log)
  writeFileSync(marker, '')
}

/** In a session of its own, so that Ctrl-C reaches only us and the order of stopping stays ours. */
function spawnAs(account: Account | undefined, file: string, args: readonly string[], cwd: string, log: string) {
  const out = openSync(log, 'a', 0o644)
  try {
    const identity = account && { uid: account.uid, gid: account.gid }
    // Nothing of our environment: PG* variables and locales of the user must not change the server.
    const env = { PATH: process.env.PATH ?? '', LC_ALL: 'C', TZ: 'UTC' }
    return spawn(file, args, { cwd, env, detached: true, stdio: ['ignore', out, out], ...identity })
  } finally {
    closeSync(out)
  }
}

async function untilReady(server: ProcessIdentity, port: number, cluster: string, log: string): Promise<void> {
  for (const end = Date.now() + readyTimeoutMs; ; await sleep(25)) {
    if (!isRunning(server)) throw startError('the server ended while starting', log)
    let client: Client | undefined
    try {
      client = await openClient(urlOf(port, 'postgres'), 'assay up')
      // Another PostgreSQL may have taken the port, and answers while ours is still about to find out.
      const { rows } = await client.query<{ folder: string }>("select current_setting('data_directory') as folder")
      if (realpathSync(rows[0]!.folder) === realpathSync(cluster)) return
    } catch (cause) {
      if (Date.now() > end) throw startError(`no answer on port ${port} in ${readyTimeoutMs / 1000} s`, log, cause)
    } finally {
      await client?.end().catch(() => {})
    }
  }
}

async function ensureDatabase(port: number, name: string): Promise<void> {
  const client = await openClient(urlOf(port, 'postgres'), 'assay up')
  try {
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [name])
    if (rowCount === 0) await client.query(`create database "${name}"`)
  } finally {
    await client.end()
  }
}

function startError(what: string, log: string, cause?: unknown): AssayError {
  return new AssayError('E-POSTGRES-START', `PostgreSQL did not start: ${what}`, {
    next: `The end of ${log} says why. A PostgreSQL of yours in DB_URL serves as well.`,
    details: { log: tailLog(log, 10) },
    cause,
  })
}
