import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { childUnit } from '../../../src/embedded/supervisor/child'
import { readPidFiles } from '../../../src/embedded/supervisor/pidFile'
import { Supervisor, type UnitNews } from '../../../src/embedded/supervisor/supervisor'
import { type Stage, stopOrder, type Unit } from '../../../src/embedded/supervisor/unit'

let dir: string
let news: UnitNews[]
let supervisor: Supervisor

beforeEach(() => {
  dir = mkdtempSync(path.join(os.tmpdir(), 'assay-supervisor-'))
  news = []
  supervisor = new Supervisor({
    runDir: path.join(dir, 'run'),
    onNews: (each) => news.push(each),
    backoffMs: () => 10,
    maxFailures: 3,
  })
})

afterEach(async () => {
  await supervisor.stopAll()
  rmSync(dir, { recursive: true, force: true })
})

/** A child that writes down when it is stopped. */
function child(name: string, stage: Stage, script: string): Unit {
  const logFile = path.join(dir, 'logs', `${name}.log`)
  return childUnit({ name, stage, logFile, args: ['-e', script], env: process.env })
}

const endless = "console.log('ready x http://here');setInterval(()=>{},1e6);process.on('SIGTERM',()=>process.exit(0))"

function kinds(kind: UnitNews['kind']): string[] {
  return news.filter((each) => each.kind === kind).map((each) => each.unit)
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5))
}

describe('supervisor', () => {
  it('stops in the order of stages, whatever the order of starting', async () => {
    const shuffled = [...stopOrder].sort((a, b) => a.localeCompare(b))
    for (const stage of shuffled) {
      const running = await supervisor.start(child(`unit-${stage}`, stage, endless))
      await running.ready
    }
    expect(readPidFiles(path.join(dir, 'run')).length).toBe(stopOrder.length)
    await supervisor.stopAll()
    expect(kinds('stopped')).toEqual(stopOrder.map((stage) => `unit-${stage}`))
    expect(stopOrder.indexOf('scenario')).toBeLessThan(stopOrder.indexOf('chain'))
    expect(readPidFiles(path.join(dir, 'run'))).toEqual([])
  })

  it('waits for a slow child before it goes on to the next stage', async () => {
    const trace = path.join(dir, 'trace')
    const slow = `const fs=require('fs');process.on('SIGTERM',()=>setTimeout(()=>{fs.appendFileSync('${trace}','scenario ');process.exit(0)},300));console.log('ready');console.log('ready x');setInterval(()=>{},1e6)`
    const quick = `const fs=require('fs');process.on('SIGTERM',()=>{fs.appendFileSync('${trace}','chain');process.exit(0)});console.log('ready x');setInterval(()=>{},1e6)`
    const scenario = await supervisor.start(child('scenario', 'scenario', slow))
    const chain = await supervisor.start(child('anvil', 'chain', quick))
    await Promise.all([scenario.ready, chain.ready])
    await supervisor.stopAll()
    expect(readFileSync(trace, 'utf8')).toBe('scenario chain')
  })

  it('starts a child again that died, and says so', async () => {
    const once = path.join(dir, 'once')
    const script = `const fs=require('fs');if(!fs.existsSync('${once}')){fs.writeFileSync('${once}','');process.exit(7)}${endless}`
    await supervisor.start(child('api', 'api', script))
    await until(() => kinds('ready').length > 0)
    expect(news[0]).toEqual({ unit: 'api', kind: 'ended', how: 'code 7', restartInMs: 10 })
    expect(kinds('ended')).toEqual(['api'])
    await until(() => kinds('restarted').length > 0)
  })

  it('gives up after some failures in a row, showing the end of the log', async () => {
    await supervisor.start(child('api', 'api', "console.error('no such table: balance');process.exit(1)"))
    await expect(supervisor.failed).rejects.toMatchObject({
      code: 'E-CHILD-FAILED',
      message: expect.stringMatching(/api ended 3 times in a row \(code 1\):\n.*no such table: balance/),
    })
  })

  it('does not start again what it was told to stop', async () => {
    const running = await supervisor.start(child('api', 'api', endless))
    await running.ready
    await supervisor.stop('api')
    await running.exited
    expect(kinds('ended')).toEqual([])
    expect(kinds('stopped')).toEqual(['api'])
  })

  it('halts stages for a while, and can start their units again', async () => {
    for (const stage of ['indexer', 'work', 'api'] as const)
      await (await supervisor.start(child(`unit-${stage}`, stage, endless))).ready
    const halted = await supervisor.halt(['indexer', 'work'])
    expect(halted.map(({ name }) => name).sort()).toEqual(['unit-indexer', 'unit-work'])
    expect(readPidFiles(path.join(dir, 'run')).map(({ name }) => name)).toEqual(['unit-api'])
    for (const unit of halted) await (await supervisor.start(unit)).ready
    expect(readPidFiles(path.join(dir, 'run')).length).toBe(3)
    expect(kinds('ended')).toEqual([])
  })

  it('gives up soon on what never came up, late on what has worked', async () => {
    const patient = new Supervisor({
      runDir: path.join(dir, 'run'),
      onNews: (each) => news.push(each),
      backoffMs: () => 5,
    })
    await patient.start(child('never', 'api', 'process.exit(1)'))
    await expect(patient.failed).rejects.toMatchObject({ message: expect.stringContaining('ended 3 times') })
    const works = "console.log('ready x');process.exit(1)"
    const other = new Supervisor({
      runDir: path.join(dir, 'run'),
      onNews: (each) => news.push(each),
      backoffMs: () => 5,
    })
    await other.start(child('once', 'api', works))
    await expect(other.failed).rejects.toMatchObject({ message: expect.stringContaining('ended 6 times') })
    await Promise.all([patient.stopAll(), other.stopAll()])
  })

  it('kills what does not want to stop when the person is in a hurry', async () => {
    const stubborn = "process.on('SIGTERM',()=>{});console.log('ready x');setInterval(()=>{},1e6)"
    const running = await supervisor.start(child('api', 'api', stubborn))
    await running.ready
    const stopped = supervisor.stopAll()
    supervisor.hurry()
    await stopped
    expect(await running.exited).toBe('SIGKILL')
  })

  it('keeps what a child says in its log', async () => {
    const running = await supervisor.start(child('api', 'api', `console.error('to stderr');${endless}`))
    await running.ready
    await supervisor.stop('api')
    const log = path.join(dir, 'logs', 'api.log')
    expect(existsSync(log)).toBe(true)
    expect(readFileSync(log, 'utf8').split('\n').sort()).toEqual(['', 'ready x http://here', 'to stderr'])
  })
})
