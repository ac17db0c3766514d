import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { signal } from '../../../src/embedded/process'
import { lockRunDir } from '../../../src/embedded/supervisor/lock'
import { clearOrphans, readPidFiles, writePidFile } from '../../../src/embedded/supervisor/pidFile'
import { identify, isRunning, type ProcessIdentity } from '../../../src/process/identity'

let runDir: string
const started: ProcessIdentity[] = []

beforeEach(() => {
  runDir = mkdtempSync(path.join(os.tmpdir(), 'assay-run-'))
})

afterEach(() => {
  for (const who of started.splice(0)) signal(who, 'SIGKILL')
  rmSync(runDir, { recursive: true, force: true })
})

function sleeper(): ProcessIdentity {
  const child = spawn(process.execPath, ['-e', 'setInterval(()=>{},1e6)'], { detached: true, stdio: 'ignore' })
  const who = identify(child.pid!)!
  started.push(who)
  return who
}

describe('pid files', () => {
  it('clear what a kill orphaned, and leave no file behind', async () => {
    const api = sleeper()
    const indexer = sleeper()
    writePidFile(runDir, 'api', 'api', api.pid)
    writePidFile(runDir, 'index-a', 'indexer', indexer.pid)
    expect(await clearOrphans(runDir)).toEqual(['index-a', 'api'])
    expect([isRunning(api), isRunning(indexer)]).toEqual([false, false])
    expect(readdirSync(runDir)).toEqual([])
  })

  it('leave a process alone that got the pid of one of ours', async () => {
    const stranger = sleeper()
    writePidFile(runDir, 'api', 'api', stranger.pid)
    const file = path.join(runDir, 'api.pid.json')
    const record = JSON.parse(readFileSync(file, 'utf8')) as { startedAt: string }
    writeFileSync(file, JSON.stringify({ ...record, startedAt: `${record.startedAt}0` }))
    expect(await clearOrphans(runDir)).toEqual([])
    expect(isRunning(stranger)).toBe(true)
    expect(readdirSync(runDir)).toEqual([])
  })

  it('bear a file that was cut short', () => {
    writeFileSync(path.join(runDir, 'api.pid.json'), '{"pid":1')
    expect(readPidFiles(runDir)).toEqual([])
  })
})

describe('lock of a data folder', () => {
  it('refuses a second start and names the first', () => {
    const release = lockRunDir(runDir)
    expect(() => lockRunDir(runDir)).toThrow(
      expect.objectContaining({ code: 'E-ALREADY-RUNNING', message: expect.stringContaining(String(process.pid)) }),
    )
    release()
    lockRunDir(runDir)()
  })

  it('takes over from a process that has gone, and from a pid that is another process now', () => {
    const lock = path.join(runDir, 'supervisor.json')
    for (const owner of [{ pid: 2 ** 22 + 1, startedAt: 'x' }, { pid: process.pid, startedAt: 'boot:1' }, 'torn']) {
      writeFileSync(lock, JSON.stringify(owner).slice(0, -1))
      const release = lockRunDir(runDir)
      expect(JSON.parse(readFileSync(lock, 'utf8'))).toEqual(identify(process.pid))
      release()
    }
    expect(readdirSync(runDir)).toEqual([])
  })
})
