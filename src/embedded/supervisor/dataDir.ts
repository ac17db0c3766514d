import { existsSync, mkdirSync, readdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { AssayError } from '../../errors'
import { removeOutsideHome } from '../postgres/home'
import { lockName } from './lock'

const markerName = 'assay-data.json'
/** The scenario's year takes 1.2 GB in all stores; with logs and months of living on, half of this. */
export const NEEDED_BYTES = 3 * 1024 ** 3
/** Postgres stops when it cannot write its log; half a gigabyte is room to stop cleanly and to look around. */
export const LOW_BYTES = 512 * 1024 ** 2

/**
 * Makes a data folder, or checks that a folder is one: nothing of ours is ever written to, or wiped from, a folder that
 * holds something else.
 * @throws AssayError E-DATA-DIR
 */
export function openDataDir(dataDir: string): void {
  mkdirSync(dataDir, { recursive: true })
  const marker = path.join(dataDir, markerName)
  if (existsSync(marker)) return
  // Single commands (assay index with services of yours) keep a cache and run notes there before any `up`.
  const foreign = readdirSync(dataDir).filter((name) => !ownFolders.has(name))
  if (foreign.length > 0)
    throw new AssayError('E-DATA-DIR', `${dataDir} holds ${foreign[0]} and is not a data folder of Assay`, {
      next: 'Give an empty or new folder with --data DIR.',
      details: { dataDir, found: foreign.slice(0, 10) },
    })
  writeFileSync(
    marker,
    `${JSON.stringify({ assay: 'data folder; assay up --fresh deletes its content', version: 1 })}\n`,
  )
}

/** Folders that commands other than `up` may have made first. */
const ownFolders = new Set(['archive', 'cache', 'run', 'logs', 'distributions'])

/** Empties a data folder, but for its marker and the lock its caller holds. Links are removed, never followed. */
export function wipeDataDir(dataDir: string): void {
  removeOutsideHome(path.join(dataDir, 'postgres'))
  for (const name of readdirSync(dataDir))
    if (name !== markerName && name !== 'run') rmSync(path.join(dataDir, name), { recursive: true, force: true })
  const runDir = path.join(dataDir, 'run')
  for (const name of existsSync(runDir) ? readdirSync(runDir) : [])
    if (name !== lockName) rmSync(path.join(runDir, name), { recursive: true, force: true })
}

/** Bytes that may still be written to the file system of a folder that exists. */
export function freeBytes(folder: string): number {
  const { bavail, bsize } = statfsSync(folder)
  return bavail * bsize
}

/** @throws AssayError E-DISK-FULL when a start would fail for want of space */
export function requireSpace(dataDir: string): void {
  const free = freeBytes(dataDir)
  if (free >= LOW_BYTES) return
  throw new AssayError(
    'E-DISK-FULL',
    `only ${megabytes(free)} free where ${dataDir} lies; ${megabytes(LOW_BYTES)} at least`,
    {
      next: 'Free some space, or choose a larger disk with --data DIR.',
      details: { dataDir, freeBytes: free },
    },
  )
}

export function megabytes(bytes: number): string {
  return `${Math.floor(bytes / 1024 ** 2)} MB`
}
