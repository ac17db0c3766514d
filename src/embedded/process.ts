import { type ChildProcess, execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { identify, isRunning, type ProcessIdentity } from '../process/identity'

/** How often we look whether a process has gone; short against the seconds a clean stop takes. */
const pollMs = 20

/**
 * Waits until a child runs, and no longer keeps this process alive for it.
 * @returns who it is, and how it ends, whoever ends it @throws Error when it does not start, or has ended at once
 */
export async function launched(child: ChildProcess): Promise<{ who: ProcessIdentity; exited: Promise<string> }> {
  const exited = new Promise<string>((resolve) => child.once('exit', (code, how) => resolve(how ?? `code ${code}`)))
  await new Promise((resolve, reject) => child.once('spawn', resolve).once('error', reject))
  child.unref()
  const who = identify(child.pid!)
  if (who === undefined) throw new Error('it ended at once')
  return { who, exited }
}

/** Signals a process, unless its pid now belongs to another one. @returns whether it was signalled */
export function signal(who: ProcessIdentity, name: NodeJS.Signals): boolean {
  if (!isRunning(who)) return false
  try {
    process.kill(who.pid, name)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false
    throw error
  }
}

/** @returns whether the process had gone before the time was over */
export async function waitForExit(who: ProcessIdentity, timeoutMs: number): Promise<boolean> {
  for (const end = Date.now() + timeoutMs; isRunning(who); await sleep(pollMs)) if (Date.now() > end) return false
  return true
}

/**
 * Stops a process: each signal in turn, waiting for it to go.
 * @returns the signal after which it went, or undefined when it was gone before
 */
export async function stopProcess(
  who: ProcessIdentity,
  steps: readonly { signal: NodeJS.Signals; waitMs: number }[],
): Promise<NodeJS.Signals | undefined> {
  for (const step of steps) {
    if (!signal(who, step.signal)) return undefined
    if (await waitForExit(who, step.waitMs)) return step.signal
  }
  throw new Error(`process ${who.pid} did not go after ${steps.map((step) => step.signal).join(', ')}`)
}

/** Children of this process that still run, by the system's process table. */
export function ownChildren(): ProcessIdentity[] {
  return parents()
    .filter(({ parent }) => parent === process.pid)
    .flatMap(({ pid }) => identify(pid) ?? [])
}

function parents(): { pid: number; parent: number }[] {
  if (process.platform !== 'linux') {
    const rows = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' }).trim().split('\n')
    return rows.map((row) => row.trim().split(/\s+/).map(Number)).map(([pid = 0, parent = 0]) => ({ pid, parent }))
  }
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  return pids.flatMap((pid) => {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
      return { pid: Number(pid), parent: Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]) }
    } catch {
      return []
    }
  })
}

/** Kills a process, and its descendants if it leads a session of its own. */
export function killWithDescendants(who: ProcessIdentity): void {
  if (!isRunning(who)) return
  try {
    process.kill(-who.pid, 'SIGKILL')
  } catch {
    signal(who, 'SIGKILL')
  }
}
