import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/**
 * Identity of a process. Pids are reused, a pid with its start time is not: a process named on disk is signalled, waited
 * for or believed only while its start time matches.
 */
export type ProcessIdentity = { readonly pid: number; readonly startedAt: string }

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
