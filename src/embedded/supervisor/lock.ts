import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { AssayError } from '../../errors'
import { isRunning } from '../../process/identity'
import { holdPidFile, readPidFile } from '../../process/pidFile'

/** Name of the lock inside the run folder; `assay up --fresh` must leave it. */
export const lockName = 'supervisor.json'

/**
 * One supervisor per data folder.
 * @returns releases the lock
 * @throws AssayError E-ALREADY-RUNNING
 */
export function lockRunDir(runDir: string): () => void {
  mkdirSync(runDir, { recursive: true })
  const lock = holdPidFile(path.join(runDir, lockName))
  if (!lock.held) throw alreadyRunning(runDir, lock.owner?.pid)
  return lock.release
}

/** Whether an `assay up` runs on this data folder. */
export function isRunDirLocked(runDir: string): boolean {
  const owner = readPidFile(path.join(runDir, lockName))
  return owner !== undefined && isRunning(owner)
}

function alreadyRunning(runDir: string, pid: number | undefined): AssayError {
  const dataDir = path.dirname(runDir)
  return new AssayError('E-ALREADY-RUNNING', `assay up already runs on ${dataDir}, as process ${pid ?? 'unknown'}`, {
    next: 'Use that one, stop it with Ctrl-C, or start another with --data DIR and GQL_PORT=….',
    details: { dataDir, pid },
  })
}
