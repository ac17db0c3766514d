import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { AssayError } from '../../errors'
import { identify, isRunning, type ProcessIdentity } from '../services/process'

/** Name of the lock inside the run folder; `assay up --fresh` must leave it. */
export const lockName = 'supervisor.json'
/** Each try either wins, finds the owner alive, or removes one stale lock. */
const maxTries = 5

/**
 * One supervisor per data folder. A lock whose process has gone, or whose pid is another process by now, is stale.
 * @returns releases the lock
 * @throws AssayError E-ALREADY-RUNNING
 */
export function lockRunDir(runDir: string): () => void {
  mkdirSync(runDir, { recursive: true })
  const file = path.join(runDir, lockName)
  const mine = `${file}.${process.pid}`
  writeFileSync(mine, JSON.stringify(identify(process.pid)))
  try {
    for (let tries = 0; tries < maxTries; tries++) {
      if (claim(mine, file)) return () => rmSync(file, { force: true })
      const owner = readOwner(file)
      if (owner !== undefined && isRunning(owner)) throw alreadyRunning(runDir, owner.pid)
      discard(file, mine, owner)
    }
    throw alreadyRunning(runDir, readOwner(file)?.pid)
  } finally {
    rmSync(mine, { force: true })
  }
}

/** Whether an `assay up` runs on this data folder. */
export function isRunDirLocked(runDir: string): boolean {
  const owner = readOwner(path.join(runDir, lockName))
  return owner !== undefined && isRunning(owner)
}

/** A link to a name that exists fails: unlike a write, it is all or nothing. */
function claim(mine: string, file: string): boolean {
  try {
    linkSync(mine, file)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

/** Takes a stale lock away; should another start have replaced it in this very moment, that one is put back. */
function discard(file: string, mine: string, stale: ProcessIdentity | undefined): void {
  const aside = `${mine}.stale`
  try {
    renameSync(file, aside)
  } catch {
    return
  }
  const taken = readOwner(aside)
  if (taken?.pid !== stale?.pid || taken?.startedAt !== stale?.startedAt) claim(aside, file)
  rmSync(aside, { force: true })
}

function readOwner(file: string): ProcessIdentity | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as ProcessIdentity
  } catch {
    return undefined
  }
}

function alreadyRunning(runDir: string, pid: number | undefined): AssayError {
  const dataDir = path.dirname(runDir)
  return new AssayError('E-ALREADY-RUNNING', `assay up already runs on ${dataDir}, as process ${pid ?? 'unknown'}`, {
    next: 'Use that one, stop it with Ctrl-C, or start another with --data DIR and GQL_PORT=….',
    details: { dataDir, pid },
  })
}
