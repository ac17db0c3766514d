import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { runningEnvFile } from '../../../src/config/running'
import { parseScenarioLine } from '../../../src/devnet/scenario/line'
import { limitLog, tailLog } from '../../../src/embedded/logFile'
import { announce, withdraw } from '../../../src/embedded/supervisor/announce'
import { openDataDir, wipeDataDir } from '../../../src/embedded/supervisor/dataDir'
import { plainScreen } from '../../../src/embedded/supervisor/screen'

let dir: string

beforeEach(() => {
  dir = mkdtempSync(path.join(os.tmpdir(), 'assay-data-'))
})

afterEach(() => rmSync(dir, { recursive: true, force: true }))

describe('data folder', () => {
  it('refuses a folder that holds something else, and touches nothing in it', () => {
    writeFileSync(path.join(dir, 'thesis.tex'), 'years of work')
    expect(() => openDataDir(dir)).toThrow(
      expect.objectContaining({ code: 'E-DATA-DIR', message: expect.stringContaining('thesis.tex') }),
    )
    expect(readdirSync(dir)).toEqual(['thesis.tex'])
  })

  it('wipes its own content, but neither the lock nor what links point to', () => {
    const outside = path.join(dir, 'outside')
    const data = path.join(dir, 'data')
    mkdirSync(outside)
    writeFileSync(path.join(outside, 'keep'), '')
    openDataDir(data)
    mkdirSync(path.join(data, 'postgres', 'cluster'), { recursive: true })
    mkdirSync(path.join(data, 'run'))
    writeFileSync(path.join(data, 'run', 'supervisor.json'), '{}')
    writeFileSync(path.join(data, 'run', 'env.json'), '{}')
    symlinkSync(outside, path.join(data, 'kafka'))
    wipeDataDir(data)
    expect(readdirSync(data).sort()).toEqual(['assay-data.json', 'run'])
    expect(readdirSync(path.join(data, 'run'))).toEqual(['supervisor.json'])
    expect(existsSync(path.join(outside, 'keep'))).toBe(true)
    openDataDir(data)
  })

  it('announces its services to their owner only, and takes that back', () => {
    announce(dir, true, { DB_URL: 'postgres://x' })
    const file = runningEnvFile(dir)
    expect(statSync(file).mode & 0o777).toBe(0o600)
    withdraw(dir)
    expect(existsSync(file)).toBe(false)
  })
})

describe('logs', () => {
  it('are cut above their limit, with the older half kept', () => {
    const log = path.join(dir, 'api.log')
    writeFileSync(log, 'a\n'.repeat(100))
    limitLog(log, 1_000)
    expect(statSync(log).size).toBe(200)
    limitLog(log, 100)
    expect([statSync(log).size, statSync(`${log}.1`).size]).toEqual([0, 200])
  })

  it('show their last lines', () => {
    const log = path.join(dir, 'api.log')
    expect(tailLog(log, 2)).toEqual([])
    writeFileSync(log, 'one\ntwo\nthree\n')
    expect(tailLog(log, 2)).toEqual(['two', 'three'])
  })
})

describe('what the scenario says', () => {
  it('is read line by line, prose left aside', () => {
    const lines = [
      '{"stage":"history","done":3,"total":12}',
      'profiles /a.json,/b.json',
      'history-complete',
      'hello',
      '{',
    ]
    expect(lines.map(parseScenarioLine)).toEqual([
      { kind: 'progress', stage: 'history', done: 3, total: 12 },
      { kind: 'profiles', files: ['/a.json', '/b.json'] },
      { kind: 'history-complete' },
      undefined,
      undefined,
    ])
  })

  it('is shown now and then without a terminal, the end always', () => {
    const written: string[] = []
    let now = 10_000
    const screen = plainScreen(
      (text) => written.push(text.replace(/ +/g, ' ')),
      () => now,
    )
    screen.progress('history', 1, 10)
    screen.progress('history', 2, 10)
    now += 6_000
    screen.progress('history', 5, 10)
    screen.progress('history', 10, 10)
    expect(written).toEqual(['history 10%', 'history 50%', 'history 100%'])
  })
})
