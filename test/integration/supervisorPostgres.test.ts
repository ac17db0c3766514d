import { spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { unprivilegedAccount } from '../../src/embedded/postgres/account'
import { removeOutsideHome } from '../../src/embedded/postgres/home'
import { type Postgres, startPostgres } from '../../src/embedded/postgres/postgres'
import { waitForExit } from '../../src/embedded/process'
import { identify, isRunning } from '../../src/process/identity'

let dir: string

beforeAll(() => {
  dir = mkdtempSync(path.join(os.tmpdir(), 'assay-postgres-test-'))
  chmodSync(dir, 0o755)
})

afterAll(() => rmSync(dir, { recursive: true, force: true }))

async function query(url: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  try {
    return (await client.query(text)).rows
  } finally {
    await client.end().catch(() => {})
  }
}

describe('embedded PostgreSQL', () => {
  it('is what the stores rely on: UTF8, C collation, UTC, durable, loopback', async () => {
    const server = await startPostgres({ dataDir: path.join(dir, 'settings') })
    try {
      const names = ['server_encoding', 'TimeZone', 'fsync', 'synchronous_commit', 'listen_addresses']
      const shown = await Promise.all(names.map((name) => query(server.url, `show ${name}`)))
      expect(shown.map(([row]) => Object.values(row!)[0])).toEqual(['UTF8', 'UTC', 'on', 'on', '127.0.0.1'])
      expect(await query(server.url, 'select datcollate from pg_database where datname = current_database()')).toEqual([
        { datcollate: 'C' },
      ])
    } finally {
      await server.stop()
    }
  })

  it('continues after a stop, and a stop leaves nothing running', async () => {
    const dataDir = path.join(dir, 'continue')
    const first = await startPostgres({ dataDir, durable: false })
    await query(first.url, 'create table kept (n int); insert into kept values (7)')
    const who = identify(first.pid)!
    await first.stop()
    expect(isRunning(who)).toBe(false)
    const second = await startPostgres({ dataDir, durable: false })
    try {
      expect(await query(second.url, 'select n from kept')).toEqual([{ n: 7 }])
    } finally {
      await second.stop()
    }
  })

  it('starts after a SIGKILL, with what was committed', async () => {
    const dataDir = path.join(dir, 'killed')
    const first = await startPostgres({ dataDir })
    await query(first.url, 'create table kept (n int); insert into kept values (8)')
    const who = identify(first.pid)!
    process.kill(first.pid, 'SIGKILL')
    await waitForExit(who, 10_000)
    const pidFile = path.join(dataDir, 'cluster', 'postmaster.pid')
    expect(existsSync(pidFile)).toBe(true)
    const second = await startPostgres({ dataDir })
    try {
      expect(await query(second.url, 'select n from kept')).toEqual([{ n: 8 }])
    } finally {
      await second.stop()
    }
  })

  it('starts although another program has the pid of the killed server by now, and leaves that one alone', async () => {
    const dataDir = path.join(dir, 'reused')
    const first = await startPostgres({ dataDir, durable: false })
    const who = identify(first.pid)!
    process.kill(first.pid, 'SIGKILL')
    await waitForExit(who, 10_000)
    // PostgreSQL takes a pid for a server when it may signal it: the program must be of the same account.
    const account = unprivilegedAccount()
    const place = { cwd: '/', ...(account && { uid: account.uid, gid: account.gid }) }
    const stranger = spawn('sleep', ['600'], { stdio: 'ignore', ...place })
    const pidFile = path.join(dataDir, 'cluster', 'postmaster.pid')
    writeFileSync(pidFile, readFileSync(pidFile, 'utf8').replace(String(first.pid), String(stranger.pid)))
    try {
      const second = await startPostgres({ dataDir, durable: false })
      await second.stop()
      expect(identify(stranger.pid!)).toBeDefined()
    } finally {
      stranger.kill('SIGKILL')
    }
  })

  it('stops the server that an earlier start left running on the same data', async () => {
    const dataDir = path.join(dir, 'left')
    const left = await startPostgres({ dataDir, durable: false })
    const who = identify(left.pid)!
    const next = await startPostgres({ dataDir, durable: false })
    try {
      expect(isRunning(who)).toBe(false)
      expect(await query(next.url, 'select 1 as one')).toEqual([{ one: 1 }])
    } finally {
      await next.stop()
    }
  })

  it('works from a private folder, also for root: then the data lies outside, until it is removed', async () => {
    const closed = path.join(dir, 'closed')
    mkdirSync(closed, { mode: 0o700 })
    const dataDir = path.join(closed, 'postgres')
    let server: Postgres = await startPostgres({ dataDir, durable: false })
    await query(server.url, 'create table kept (n int)')
    await server.stop()
    const note = path.join(dataDir, 'location.json')
    const isRoot = process.getuid?.() === 0
    expect(existsSync(note)).toBe(isRoot)
    server = await startPostgres({ dataDir, durable: false })
    expect(await query(server.url, 'select n from kept')).toEqual([])
    await server.stop()
    // As tests do with a folder of mktemp: gone without a word.
    const forgotten = path.join(closed, 'forgotten')
    await (await startPostgres({ dataDir: forgotten, durable: false })).stop()
    const left =
      isRoot && (JSON.parse(readFileSync(path.join(forgotten, 'location.json'), 'utf8')) as { home: string }).home
    rmSync(forgotten, { recursive: true })
    await (await startPostgres({ dataDir, durable: false })).stop()
    if (left) expect(existsSync(left)).toBe(false)
    const home = isRoot ? (JSON.parse(readFileSync(note, 'utf8')) as { home: string }).home : undefined
    removeOutsideHome(dataDir)
    rmSync(dataDir, { recursive: true })
    if (home) expect(existsSync(home)).toBe(false)
  })
})
