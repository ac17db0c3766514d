import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

/**
 * Who a pid is. Pids are reused, a pid with its start time is not: nothing of ours signals a process it found on disk
 * before the start time still matches.
 */
export type ProcessIdentity = { readonly pid: number; readonly startedAt: string }

/** How often we look whether a process has gone; short against the seconds a clean stop takes. */
const pollMs = 20

/**
 * Start time of a process, opaque: equal text means the same process.
 * Linux: boot id and clock ticks since boot of `/proc/<pid>/stat`; elsewhere what `ps` prints.
 * A zombie counts as gone, since it has released its files and ports.
 */
export function startTime(pid: number): string | undefined {
  if (process.platform !== 'linux') return startTimeByPs(pid)
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The command name is in parentheses and may itself hold blanks and parentheses.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    if (fields[0] === 'Z' || fields[0] === 'X') return undefined
    return `${bootId()}:${fields[19]}`
  } catch {
    return undefined
  }
}

function bootId(): string {
  return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
}

function startTimeByPs(pid: number): string | undefined {
  try {
    const line = execFileSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim()
    return line === '' || line.startsWith('Z') ? undefined : line.slice(line.indexOf(' ') + 1).trim()
  } catch {
    return undefined
  }
}

/** @returns undefined when no such process runs */
export function identify(pid: number): ProcessIdentity | undefined {
  const startedAt = startTime(pid)
  return startedAt === undefined ? undefined : { pid, startedAt }
}

export function isRunning(who: ProcessIdentity): boolean {
  return startTime(who.pid) === who.startedAt
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

/** Processes we started that still run, by the system's own account: also those that nobody told us of. */
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

/** Kills a process and what it started, if it leads a session of its own. */
export function killWithDescendants(who: ProcessIdentity): void {
  if (!isRunning(who)) return
  try {
    process.kill(-who.pid, 'SIGKILL')
  } catch {
    signal(who, 'SIGKILL')
  }
}
