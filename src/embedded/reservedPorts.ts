import { mkdirSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { holdPidFile } from '../process/pidFile'

/** One file for each promised port, for every clone and data folder of this user. */
const folder = path.join(os.homedir(), '.cache', 'assay', 'ports')
const promised = new Map<number, () => void>()

/**
 * Promises a port to this process, as long as it runs. Between finding a port free and a program of ours listening on it
 * lie seconds, in which another `assay up` would find it free as well.
 * @returns false where another process of this user was promised it
 */
export function promisePort(port: number): boolean {
  if (promised.has(port)) return true
  try {
    mkdirSync(folder, { recursive: true })
    const file = holdPidFile(path.join(folder, String(port)))
    if (file.held) promised.set(port, file.release)
    return file.held
  } catch {
    // Without a writable home no port is promised: a program whose port was taken is started on another (onFreePort).
    return true
  }
}

export function isPromised(port: number): boolean {
  return promised.has(port)
}

/** Gives one port back, or all. */
export function releasePort(port?: number): void {
  for (const each of port === undefined ? [...promised.keys()] : [port]) {
    promised.get(each)?.()
    promised.delete(each)
  }
}
