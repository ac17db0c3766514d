import { spawn } from 'node:child_process'
import { afterEach, describe, expect, it } from 'vitest'
import { signal, stopProcess } from '../../../src/embedded/process'
import { identify, isRunning, type ProcessIdentity } from '../../../src/process/identity'

const started: ProcessIdentity[] = []

/** A process that waits; `stubborn` ignores SIGTERM. */
async function sleeper(stubborn = false): Promise<ProcessIdentity> {
  const ignore = stubborn ? "process.on('SIGTERM',()=>{});" : ''
  const child = spawn(process.execPath, ['-e', `${ignore}console.log('up');setInterval(()=>{},1e6)`])
  await new Promise((resolve) => child.stdout.once('data', resolve))
  const who = identify(child.pid!)!
  started.push(who)
  return who
}

afterEach(() => {
  for (const who of started.splice(0)) signal(who, 'SIGKILL')
})

describe('process identity', () => {
  it('knows a process by pid and start time', async () => {
    const who = await sleeper()
    expect(isRunning(who)).toBe(true)
    expect(identify(who.pid)).toEqual(who)
  })

  it('never signals a pid whose start time differs', async () => {
    const who = await sleeper()
    const earlier = { pid: who.pid, startedAt: 'boot:1' }
    expect(signal(earlier, 'SIGKILL')).toBe(false)
    expect(await stopProcess(earlier, [{ signal: 'SIGKILL', waitMs: 1_000 }])).toBeUndefined()
    expect(isRunning(who)).toBe(true)
  })

  it('stops with the first signal that works', async () => {
    const steps = [
      { signal: 'SIGTERM', waitMs: 200 },
      { signal: 'SIGKILL', waitMs: 5_000 },
    ] as const
    const stubborn = await sleeper(true)
    expect(await stopProcess(stubborn, steps)).toBe('SIGKILL')
    expect(isRunning(stubborn)).toBe(false)
    const obedient = await sleeper()
    expect(await stopProcess(obedient, [{ signal: 'SIGTERM', waitMs: 5_000 }])).toBe('SIGTERM')
  })

  it('has no identity for a pid nobody has', () => {
    expect(identify(2 ** 22 + 1)).toBeUndefined()
  })
})
