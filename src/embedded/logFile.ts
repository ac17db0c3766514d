import { closeSync, copyFileSync, existsSync, mkdirSync, openSync, readSync, statSync, truncateSync } from 'node:fs'
import path from 'node:path'

/** Of one log; with its predecessor a service takes twice that, all of Assay well below half a gigabyte. */
const LOG_LIMIT_BYTES = 16 * 1024 * 1024

/** Opens a log for appending. Appending is what lets it be cut while a process writes to it. */
export function openLog(file: string): number {
  mkdirSync(path.dirname(file), { recursive: true })
  limitLog(file)
  return openSync(file, 'a')
}

/** Moves a log that has grown too large to `<file>.1`, replacing that one, and empties it. */
export function limitLog(file: string, limitBytes = LOG_LIMIT_BYTES): void {
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0
  if (size <= limitBytes) return
  copyFileSync(file, `${file}.1`)
  truncateSync(file)
}

/** Last lines of a log, for a person. */
export function tailLog(file: string, lines: number): string[] {
  if (!existsSync(file)) return []
  // A line of a log is rarely above 200 bytes; a stack of a kilobyte still fits several times.
  const window = Buffer.alloc(Math.min(statSync(file).size, lines * 512))
  const fd = openSync(file, 'r')
  try {
    readSync(fd, window, 0, window.length, statSync(file).size - window.length)
  } finally {
    closeSync(fd)
  }
  return window.toString('utf8').trimEnd().split('\n').slice(-lines)
}
