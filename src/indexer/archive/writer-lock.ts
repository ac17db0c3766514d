import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'

/**
 * One process writes an archive at a time. The lock names its holder; one whose holder has died counts for nothing.
 * @returns whether this process holds it now
 */
export function holdArchive(folder: string): boolean {
  const file = path.join(folder, 'writer.pid')
  try {
    writeFileSync(file, `${process.pid}`, { flag: 'wx' })
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  const holder = Number(readFileSync(file, 'utf8'))
  if (holder !== process.pid && isAlive(holder)) return false
  writeFileSync(file, `${process.pid}`)
  return true
}

function isAlive(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
