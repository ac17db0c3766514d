import { constants, copyFileSync, linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { identify, isRunning, type ProcessIdentity } from './identity'

/** Each try either wins, finds the owner alive, or removes one stale file. */
const MAX_TRIES = 5

type PidFile =
  | { readonly held: true; release(): void }
  /** `owner` runs and holds it; undefined where it changed hands faster than it could be read */
  | { readonly held: false; readonly owner: ProcessIdentity | undefined }

/**
 * Makes this process the one that holds a file. The file says pid and start time: a holder that was killed, or whose pid
 * is another process by now, is stale and taken over.
 * @param file in a folder that exists
 */
export function holdPidFile(file: string): PidFile {
  const own = `${file}.${process.pid}`
  writeFileSync(own, JSON.stringify(identify(process.pid)))
  try {
    for (let tries = 0; tries < MAX_TRIES; tries++) {
      if (claim(own, file)) return { held: true, release: () => rmSync(file, { force: true }) }
      const owner = readPidFile(file)
      if (owner !== undefined && isRunning(owner)) return { held: false, owner }
      discard(file, own, owner)
    }
    return { held: false, owner: readPidFile(file) }
  } finally {
    rmSync(own, { force: true })
  }
}

/** The process that a file names, alive or not; undefined where there is no such file, or it was cut short. */
export function readPidFile(file: string): ProcessIdentity | undefined {
  try {
    return asIdentity(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    return undefined
  }
}

/** Older versions wrote a pid alone, which proves nothing. */
function asIdentity(value: unknown): ProcessIdentity | undefined {
  const { pid, startedAt } = Object(value) as Partial<ProcessIdentity>
  return typeof pid === 'number' && typeof startedAt === 'string' ? { pid, startedAt } : undefined
}

/** A link to a name that exists fails: unlike a write, it is all or nothing. */
function claim(own: string, file: string): boolean {
  try {
    linkSync(own, file)
    return true
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException
    if (code === 'EEXIST') return false
    if (!WITHOUT_LINKS.has(code)) throw error
  }
  return claimByCopy(own, file)
}

/** Errors of file systems without hard links: some network shares and sticks. */
const WITHOUT_LINKS: ReadonlySet<string> = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'])

function claimByCopy(own: string, file: string): boolean {
  try {
    copyFileSync(own, file, constants.COPYFILE_EXCL)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

/** Removes a stale file; one by which another process has just replaced it is put back. */
function discard(file: string, own: string, stale: ProcessIdentity | undefined): void {
  const aside = `${own}.stale`
  try {
    renameSync(file, aside)
  } catch {
    return
  }
  const taken = readPidFile(aside)
  if (taken?.pid !== stale?.pid || taken?.startedAt !== stale?.startedAt) claim(aside, file)
  rmSync(aside, { force: true })
}
