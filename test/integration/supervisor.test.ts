import { type ChildProcess, spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freePort } from '../../src/embedded/ports'
import { signal } from '../../src/embedded/process'
import { type PidRecord, readPidFiles } from '../../src/embedded/supervisor/pidFile'
import { isRunning } from '../../src/process/identity'

/**
 * The real `assay up`, as built, without scenario and broker: what is looked at is that it starts, that a kill orphans
 * nothing for longer than until the next start, and that a stop leaves nothing.
 */

const root = path.resolve(__dirname, '../..')
const WAIT_MS = 90_000

let dataDir: string
let port: number
const records: PidRecord[] = []

beforeAll(async () => {
  dataDir = mkdtempSync(path.join(os.tmpdir(), 'assay-up-'))
  // As a folder of the user would be; mktemp makes it private.
  chmodSync(dataDir, 0o755)
  port = await freePort()
})

afterAll(() => {
  for (const record of records) signal(record, 'SIGKILL')
  rmSync(dataDir, { recursive: true, force: true })
})

class Up {
  output = ''
  readonly exited: Promise<number | null>

  private constructor(readonly child: ChildProcess) {
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (this.output += String(chunk)))
    this.exited = new Promise((resolve) => child.once('close', resolve))
  }

  static start(...args: string[]): Up {
    const env = { ...process.env, GQL_PORT: String(port), JOB_LOG: 'postgres', DB_PORT: '24798' }
    const command = [path.join(root, 'lib/cli.js'), 'up', '--no-scenario', '--data', dataDir, ...args]
    return new Up(spawn(process.execPath, command, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] }))
  }

  async says(text: RegExp): Promise<void> {
    for (const end = Date.now() + WAIT_MS; !text.test(this.output); ) {
      if (Date.now() > end || this.child.exitCode !== null) throw new Error(`no ${text} in:\n${this.output}`)
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
}

/** Everything that runs for the data folder, remembered for the cleaning up. */
function running(): PidRecord[] {
  const now = readPidFiles(path.join(dataDir, 'run')).filter(isRunning)
  records.push(...now)
  return now
}

describe('assay up', () => {
  it('serves, announces itself, refuses a twin, and survives its own violent death', async () => {
    const first = Up.start()
    await first.says(/^dispatch /m)
    expect((await fetch(`http://127.0.0.1:${port}/health`)).status).toBe(200)
    const announced = path.join(dataDir, 'run', 'env.json')
    expect(statSync(announced).mode & 0o777).toBe(0o600)
    const { process: owner, variables } = JSON.parse(readFileSync(announced, 'utf8'))
    expect(owner.pid).toBe(first.child.pid)
    expect(variables).toMatchObject({ GQL_PORT: String(port), JOB_LOG: 'postgres' })
    expect(Object.keys(variables).filter((name) => /KEY|TOKEN|PASS|PUBLISH/.test(name))).toEqual([])

    const twin = Up.start()
    expect(await twin.exited).toBe(2)
    expect(twin.output).toMatch(/E-ALREADY-RUNNING: assay up already runs on .*, as process \d+\n {2}next: /)

    first.child.kill('SIGKILL')
    await first.exited
    const orphans = running()
    expect(orphans.map(({ name }) => name)).toEqual(expect.arrayContaining(['anvil', 'postgres']))

    const second = Up.start()
    await second.says(/^cleared .*postgres/m)
    expect(orphans.filter(isRunning)).toEqual([])
    await second.says(/^dispatch /m)
    const all = running()
    expect(all.map(({ name }) => name).sort()).toEqual(expect.arrayContaining(['anvil', 'api', 'cron', 'postgres']))

    second.child.kill('SIGINT')
    expect(await second.exited).toBe(0)
    expect(all.filter(isRunning)).toEqual([])
    expect(readPidFiles(path.join(dataDir, 'run'))).toEqual([])
    expect(existsSync(announced)).toBe(false)
    expect(second.output.indexOf('anvil                 stopped')).toBeLessThan(
      second.output.indexOf('postgres              stopped'),
    )
  })

  it('says which port is taken and how to change it, and starts nothing', async () => {
    const server = (await import('node:net')).createServer()
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
    const up = Up.start()
    expect(await up.exited).toBe(2)
    expect(up.output).toContain(`E-PORT-IN-USE: port ${port} of 127.0.0.1, for the api and dashboard`)
    expect(up.output).toContain(`GQL_PORT=${port + 1}`)
    expect(running()).toEqual([])
    await new Promise((resolve) => server.close(resolve))
  })
})
