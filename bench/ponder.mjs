// Ponder as a peer: a program of its own with dependencies of its own, installed when a bench wants it.
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freshDatabase, ROOT, say, start, temporaryFolder } from './machine.mjs'
import { LOOK_MS, nextDatabase, storedBy, watch } from './programs.mjs'

const require = createRequire(import.meta.url)
const PEER = path.join(ROOT, 'bench/peers/ponder')
const SCHEMA = 'ponder'
/** From here on up a free port is looked for. */
const FIRST_PORT = 42_069

/** @returns {string | undefined} why Ponder cannot be had here, in the words of npm */
export function missingPonder() {
  if (existsSync(path.join(PEER, 'node_modules/ponder/package.json'))) return undefined
  say('ponder: npm install, once')
  // Not `npm ci`: it insists on builds for other systems, which a mirror may lack. The lock file is kept to all the same.
  const { status, stderr } = spawnSync('npm', ['install', '--no-save', '--loglevel=error'], {
    cwd: PEER,
    encoding: 'utf8',
  })
  return status === 0 ? undefined : `npm install in bench/peers/ponder failed: ${stderr.trim().split('\n')[0]}`
}

/** From nothing, its cache of RPC answers included, until Ponder says that it is ready. */
export async function runPonder(chain, postgres) {
  const { freePortFrom } = require('../lib/embedded/ports.js')
  const port = await freePortFrom(FIRST_PORT)
  const { url, db, drop } = await freshDatabase(postgres.url, nextDatabase('ponder'))
  const folder = temporaryFolder('ponder')
  cpSync(PEER, folder, { recursive: true, filter: (file) => path.basename(file) !== 'node_modules' })
  symlinkSync(path.join(PEER, 'node_modules'), path.join(folder, 'node_modules'))
  const env = {
    DATABASE_URL: url,
    DATABASE_SCHEMA: SCHEMA,
    RPC_ENDPOINT: chain.url,
    TOKEN: chain.token,
    PONDER_TELEMETRY_DISABLED: 'true',
  }
  const began = Date.now()
  const bin = path.join(folder, 'node_modules/ponder/dist/esm/bin/ponder.js')
  const flags = ['start', '--hostname', '127.0.0.1', '--port', String(port), '--log-level', 'warn']
  const indexer = start([bin, ...flags], env, process.execPath, folder)
  const memory = watch(postgres.pid)
  while (!(await isReady(port))) {
    indexer.check()
    await sleep(LOOK_MS)
  }
  const seconds = (Date.now() - began) / 1000
  const rss = { indexer: indexer.peakMiB(), postgres: memory.stop() }
  await indexer.stop()
  const stored = await storedBy(
    db,
    `select count(*) as events from ${SCHEMA}.transfer_event`,
    `select coalesce(sum(amount), 0) as sum from ${SCHEMA}.transfer_event`,
    `select address as account, balance as amount from ${SCHEMA}.account`,
  )
  await drop()
  return { seconds, stages: {}, rss, stored }
}

/** Ready: all history is indexed. */
async function isReady(port) {
  try {
    return (await fetch(`http://127.0.0.1:${port}/ready`)).status === 200
  } catch {
    return false
  }
}
