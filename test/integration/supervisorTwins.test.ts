import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterEach, describe, expect, it } from 'vitest'
import { signal } from '../../src/embedded/process'
import { readPidFiles } from '../../src/embedded/supervisor/pidFile'
import { waitUntil } from '../support/assay'

const root = path.resolve(__dirname, '../..')
/** Two whole starts on two busy cores. */
const WAIT_MS = 110_000

/** An `assay up` on a folder of its own that nobody told a port. */
class Up {
  readonly dataDir = mkdtempSync(path.join(os.tmpdir(), 'assay-twin-'))
  readonly child: ChildProcess
  readonly exited: Promise<number | null>
  output = ''

  constructor() {
    chmodSync(this.dataDir, 0o755)
    const { GQL_PORT: _, ...env } = process.env
    const command = [path.join(root, 'lib/cli.js'), 'up', '--no-scenario', '--data', this.dataDir]
    this.child = spawn(process.execPath, command, {
      cwd: root,
      env: { ...env, JOB_LOG: 'postgres' },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    for (const stream of [this.child.stdout, this.child.stderr])
      stream?.on('data', (chunk) => {
        this.output += String(chunk)
      })
    this.exited = new Promise((resolve) => this.child.once('close', resolve))
  }

  isUp(): Promise<boolean> {
    return Promise.resolve(/^dispatch /m.test(this.output))
  }

  get variables(): Record<string, string> {
    return JSON.parse(readFileSync(path.join(this.dataDir, 'run/env.json'), 'utf8')).variables
  }

  async end(): Promise<void> {
    this.child.kill('SIGINT')
    await this.exited
    for (const record of readPidFiles(path.join(this.dataDir, 'run'))) signal(record, 'SIGKILL')
    rmSync(this.dataDir, { recursive: true, force: true })
  }
}

/** `assay status --json` in another terminal. It ends with 1 where a service is away. */
async function status(settings: Record<string, string>): Promise<{ stdout: string; stderr: string }> {
  const { GQL_PORT: _, ...env } = process.env
  const command = [path.join(root, 'lib/cli.js'), 'status', '--json']
  return promisify(execFile)(process.execPath, command, { cwd: root, env: { ...env, ...settings } }).catch(
    (failed: { stdout: string; stderr: string }) => failed,
  )
}

let twins: Up[] = []
afterEach(async () => {
  await Promise.all(twins.map((each) => each.end()))
})

describe('two assay up on folders of their own', () => {
  it('started in the same moment both come up, each with services and a port of its own', async () => {
    twins = [new Up(), new Up()]
    for (const each of twins)
      await waitUntil(
        'both are up',
        () => each.isUp(),
        () => {
          if (each.child.exitCode !== null) throw new Error(`one ended:\n${each.output}`)
        },
        WAIT_MS,
      )
    const [left, right] = twins.map(({ variables }) => variables)
    for (const name of ['DB_URL', 'CLICKHOUSE_URL', 'GQL_PORT', 'RPC_DEVNET_DESTRA_HTTP'])
      expect([name, left![name] !== undefined && left![name] !== right![name]]).toEqual([name, true])
    for (const { variables } of twins) {
      const health = await fetch(`http://127.0.0.1:${variables.GQL_PORT}/health`)
      expect([health.status, (await fetch(`${variables.CLICKHOUSE_URL}/ping`)).status]).toEqual([200, 200])
    }
    for (const { child, dataDir } of twins) {
      const beside = await status({ ASSAY_DATA: dataDir })
      expect(beside.stderr).toBe(`instance: the devnet of ${dataDir} (pid ${child.pid})\n`)
      expect(JSON.parse(beside.stdout).services).toMatchObject({ postgres: { ok: true }, clickhouse: { ok: true } })
    }
    const [{ dataDir }] = twins as [Up, Up]
    const elsewhere = await status({ ASSAY_DATA: dataDir, DB_HOST: '127.0.0.1', DB_PORT: '1' })
    expect(elsewhere.stderr).toBe(
      `instance: postgres 127.0.0.1:1/assay (not the devnet of ${dataDir}, since DB_HOST is set)\n`,
    )
    expect(JSON.parse(elsewhere.stdout).services.postgres).toEqual({ ok: false, address: '127.0.0.1:1' })
    const both = await status({ DB_HOST: '127.0.0.1', DB_URL: 'postgres://127.0.0.1:1/assay' })
    expect(both.stderr).toMatch(/^E-ENV: environment variables DB_URL and DB_HOST contradict each other/)
  })
})
